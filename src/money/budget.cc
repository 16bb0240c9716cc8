#include "money/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "base/error.h"
#include "money/usd.h"

namespace gitctx {
namespace {

constexpr double warned_share = 0.8;
/// Tolerance for sums of doubles: a limit of 0.3 admits three times 0.1.
constexpr double rounding_usd = 1e-12;

std::int64_t random_run() {
  std::random_device device;
  return static_cast<std::int64_t>((std::uint64_t{device()} << 32 | device()) >> 1);
}

/// A repository may have lowered the limit, so the hint says where it is set.
std::string raise_hint(const std::string& place) {
  return fmt::format(
      "Raise model.budget_usd_per_day{}, or continue tomorrow (UTC) without paying twice",
      place.empty() ? "" : " in " + place);
}

Error refusal(const std::string& budget, double counted, double usd, std::string hint) {
  return {ErrorCode::configuration,
          fmt::format("{} would be exceeded: {} is spent or reserved, and the next request costs "
                      "up to {}",
                      budget, format_usd(counted), format_usd(usd)),
          std::move(hint)};
}

std::string day_budget(double limit) {
  return fmt::format("the budget of {} per day", format_usd(limit));
}

std::string run_budget(double limit) {
  return fmt::format("the limit of {} for this run", format_usd(limit));
}

}  // namespace

Budget::Budget(const BudgetLimits& limits, SpendLedger* ledger)
    : limits_(limits), ledger_(ledger), run_(random_run()) {}

Budget::~Budget() {
  if (ledger_ == nullptr) return;
  try {
    ledger_->close(run_);
  } catch (const Error&) {
    // The reservations then count until the day ends, so the budget is still not exceeded.
  }
}

std::optional<Error> Budget::try_reserve(double usd) {
  const std::lock_guard lock(mutex_);
  if (limits_.usd_per_run && paid_ + reserved_ + usd > *limits_.usd_per_run + rounding_usd) {
    return refusal(run_budget(*limits_.usd_per_run), paid_ + reserved_, usd,
                   "Raise --max-cost; the next run continues from here without paying twice");
  }
  if (ledger_ != nullptr) {
    if (const auto counted = ledger_->reserve(run_, usd, limits_.usd_per_day)) {
      return refusal(day_budget(*limits_.usd_per_day), *counted, usd,
                     raise_hint(limits_.place_of_day));
    }
  }
  reserved_ += usd;
  return std::nullopt;
}

void Budget::reserve(double usd) {
  if (auto error = try_reserve(usd)) throw Error(*error);
}

void Budget::settle(double reserved, const Spending& actual) {
  const std::lock_guard lock(mutex_);
  if (ledger_ != nullptr) ledger_->settle(run_, reserved, &actual);
  reserved_ = std::max(0.0, reserved_ - reserved);
  paid_ += actual.usd;
}

void Budget::release(double reserved) {
  const std::lock_guard lock(mutex_);
  if (ledger_ != nullptr) ledger_->settle(run_, reserved, nullptr);
  reserved_ = std::max(0.0, reserved_ - reserved);
}

double Budget::spent_in_run() const {
  const std::lock_guard lock(mutex_);
  return paid_;
}

std::optional<std::string> Budget::take_warning() {
  const std::lock_guard lock(mutex_);
  const auto take = [](bool& warned, const std::optional<double>& limit, double paid,
                       std::string (*name)(double)) -> std::optional<std::string> {
    if (warned || !limit || paid + rounding_usd < warned_share * *limit) return std::nullopt;
    warned = true;
    return fmt::format("80% of {} is spent: {}", name(*limit), format_usd(paid));
  };
  if (auto warning = take(warned_of_run_, limits_.usd_per_run, paid_, run_budget)) return warning;
  if (warned_of_day_ || !limits_.usd_per_day || ledger_ == nullptr) return std::nullopt;
  return take(warned_of_day_, limits_.usd_per_day, ledger_->spent_today(), day_budget);
}

}  // namespace gitctx

#include "embed/embedding_bill.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gitctx {
namespace {

constexpr double million = 1e6;

}  // namespace

EmbeddingBill::EmbeddingBill(const HostedModel& model, BillOptions options)
    : provider_(model.provider), model_(model.name), options_(std::move(options)) {
  usage_.model = model.full_name();
  const PriceTable prices = PriceTable::load(
      options_.price_file.empty() ? std::nullopt : std::optional(options_.price_file));
  prices_as_of_ = prices.as_of;
  if (const ModelPrice* price = prices.find(provider_, model_)) price_ = *price;
  usage_.price_is_known = price_.has_value();
}

double EmbeddingBill::dollars(std::uint64_t tokens) const {
  return price_ ? static_cast<double>(tokens) * price_->input_per_million / million : 0;
}

double EmbeddingBill::batch_factor() const { return price_ ? price_->batch_factor : 1; }

EmbeddingBill::Reservation::~Reservation() {
  if (bill_ == nullptr) return;
  const std::lock_guard lock(bill_->mutex_);
  if (bill_->budget_) bill_->budget_->settle(usd_, 0);
}

void EmbeddingBill::Reservation::settle(std::uint64_t tokens) {
  EmbeddingBill& bill = *std::exchange(bill_, nullptr);
  const double usd = bill.dollars(tokens);
  const std::lock_guard lock(bill.mutex_);
  ++bill.usage_.calls;
  bill.usage_.tokens += tokens;
  bill.usage_.dollars += usd;
  if (!bill.budget_) return;
  bill.budget_->settle(usd_, usd);
  bill.ledger_->add(bill.provider_, bill.model_, tokens, usd);
}

EmbeddingBill::Reservation EmbeddingBill::reserve(std::uint64_t tokens) {
  const double usd = dollars(tokens);
  const std::lock_guard lock(mutex_);
  reserve_usd(usd);
  return {*this, usd};
}

void EmbeddingBill::reserve_usd(double usd) {
  if (!price_) return;
  open_ledger();
  budget_->reserve(usd);
}

void EmbeddingBill::open_ledger() {
  if (budget_) return;
  ledger_.emplace(SpendLedger::open(options_.ledger_file));
  budget_.emplace(options_.usd_per_day, options_.usd_per_run, *ledger_);
}

void EmbeddingBill::require(double usd) {
  const std::lock_guard lock(mutex_);
  reserve_usd(usd);
  if (budget_) budget_->settle(usd, 0);
}

void EmbeddingBill::enter(std::uint64_t calls, std::int64_t tokens, double usd) {
  const std::lock_guard lock(mutex_);
  usage_.calls += calls;
  usage_.tokens += static_cast<std::uint64_t>(tokens);
  usage_.dollars += usd;
  if (!price_) return;
  open_ledger();
  ledger_->add(provider_, model_, static_cast<std::uint64_t>(std::max<std::int64_t>(tokens, 0)),
               usd);
}

void EmbeddingBill::count_texts(std::uint64_t texts, std::uint64_t cached_texts) {
  const std::lock_guard lock(mutex_);
  usage_.texts += texts;
  usage_.cached_texts += cached_texts;
}

EmbeddingUsage EmbeddingBill::usage() const {
  const std::lock_guard lock(mutex_);
  EmbeddingUsage usage = usage_;
  if (budget_ && budget_->warned_at_80_percent()) {
    usage.budget_warning = "over 80% of the budget is spent";
  }
  return usage;
}

}  // namespace gitctx

#include "money/bill.h"

#include <utility>

#include "base/error.h"

namespace gitctx {
namespace {

std::optional<double> limit(double usd) { return usd > 0 ? std::optional(usd) : std::nullopt; }

}  // namespace

Bill::Bill(std::string provider, std::string model, const BillOptions& options)
    : Bill(std::move(provider), std::move(model), PriceTable::load(options.price_file), options) {}

Bill::Bill(std::string provider, std::string model, const PriceTable& prices, BillOptions options)
    : provider_(std::move(provider)),
      model_(std::move(model)),
      options_(std::move(options)),
      prices_as_of_(prices.as_of()) {
  if (const ModelPrice* price = prices.find(provider_, model_)) price_ = *price;
}

double Bill::cost(const PricedTokens& tokens) const {
  return price_ ? cost_usd(*price_, tokens) : 0;
}

Bill::Reservation::~Reservation() {
  if (bill_ == nullptr) return;
  const std::lock_guard lock(bill_->mutex_);
  try {
    if (bill_->budget_) bill_->budget_->release(usd_);
  } catch (const Error&) {
    // The reservation then counts until the day ends, so the budget is still not exceeded.
  }
}

void Bill::Reservation::settle(std::uint64_t tokens, double usd) {
  Bill& bill = *std::exchange(bill_, nullptr);
  const std::lock_guard lock(bill.mutex_);
  ++bill.totals_.requests;
  bill.totals_.tokens += tokens;
  bill.totals_.usd += usd;
  bill.book(usd_, tokens, usd);
}

void Bill::Reservation::spend() {
  if (bill_ == nullptr) return;
  Bill& bill = *std::exchange(bill_, nullptr);
  const std::lock_guard lock(bill.mutex_);
  bill.totals_.usd += usd_;
  bill.book(usd_, 0, usd_);
}

void Bill::Reservation::renew() {
  Bill& bill = *bill_;
  spend();
  bill.set_aside(usd_);
  bill_ = &bill;
}

void Bill::book(double reserved, std::uint64_t tokens, double usd) {
  if (!budget_) return;
  budget_->settle(reserved, {.provider = provider_, .model = model_, .tokens = tokens, .usd = usd});
  if (auto warning = budget_->take_warning()) totals_.warning = std::move(*warning);
}

Bill::Reservation Bill::reserve(double usd) {
  set_aside(usd);
  return {*this, usd};
}

void Bill::set_aside(double usd) {
  const std::lock_guard lock(mutex_);
  if (price_) {
    if (!budget_) {
      ledger_.emplace(SpendLedger::open(options_.ledger_file));
      budget_.emplace(BudgetLimits{.usd_per_day = limit(options_.usd_per_day),
                                   .usd_per_run = limit(options_.usd_per_run),
                                   .place_of_day = options_.place_of_day},
                      *ledger_);
    }
    budget_->reserve(usd);
  }
}

Bill::Totals Bill::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

}  // namespace gitctx

#include "embed/hosted/embedding_bill.h"

#include <utility>

namespace gitctx {
namespace {

std::optional<double> limit(double usd) { return usd > 0 ? std::optional(usd) : std::nullopt; }

}  // namespace

EmbeddingBill::EmbeddingBill(const HostedModel& model, BillOptions options)
    : provider_(model.provider), model_(model.name), options_(std::move(options)) {
  usage_.model = model.full_name();
  const PriceTable prices = PriceTable::load(
      options_.price_file.empty() ? std::nullopt : std::optional(options_.price_file));
  prices_as_of_ = prices.as_of();
  if (const ModelPrice* price = prices.find(provider_, model_)) price_ = *price;
  usage_.price_is_known = price_.has_value();
}

double EmbeddingBill::dollars(std::uint64_t tokens, bool in_batch) const {
  return price_ ? cost_usd(*price_, {.input = tokens, .in_batch = in_batch}) : 0;
}

EmbeddingBill::Reservation::~Reservation() {
  if (bill_ == nullptr) return;
  const std::lock_guard lock(bill_->mutex_);
  if (bill_->budget_) bill_->budget_->release(usd_);
}

void EmbeddingBill::Reservation::settle(std::uint64_t tokens) {
  EmbeddingBill& bill = *std::exchange(bill_, nullptr);
  const double usd = bill.dollars(tokens, in_batch_);
  const std::lock_guard lock(bill.mutex_);
  EmbeddingUsage& usage = bill.usage_;
  ++usage.calls;
  usage.tokens += tokens;
  usage.dollars += usd;
  if (!bill.budget_) return;
  bill.budget_->settle(
      usd_, {.provider = bill.provider_, .model = bill.model_, .tokens = tokens, .usd = usd});
  if (auto warning = bill.budget_->take_warning()) usage.budget_warning = std::move(*warning);
}

EmbeddingBill::Reservation EmbeddingBill::reserve(std::uint64_t tokens, bool in_batch) {
  const double usd = dollars(tokens, in_batch);
  const std::lock_guard lock(mutex_);
  if (price_) {
    if (!budget_) {
      ledger_.emplace(SpendLedger::open(options_.ledger_file));
      budget_.emplace(BudgetLimits{.usd_per_day = limit(options_.usd_per_day),
                                   .usd_per_run = limit(options_.usd_per_run)},
                      *ledger_);
    }
    budget_->reserve(usd);
  }
  return {*this, usd, in_batch};
}

void EmbeddingBill::count_texts(std::uint64_t texts, std::uint64_t cached_texts) {
  const std::lock_guard lock(mutex_);
  usage_.texts += texts;
  usage_.cached_texts += cached_texts;
}

EmbeddingUsage EmbeddingBill::usage() const {
  const std::lock_guard lock(mutex_);
  return usage_;
}

}  // namespace gitctx

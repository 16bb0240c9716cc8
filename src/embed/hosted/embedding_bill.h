#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "embed/embedder_source.h"
#include "embed/hosted/hosted_model.h"
#include "money/budget.h"
#include "money/price_table.h"
#include "money/spend_ledger.h"

namespace gitctx {

struct BillOptions {
  std::filesystem::path ledger_file;  ///< of all that is spent
  std::filesystem::path price_file;   ///< over the prices of the program; need not be there
  double usd_per_day = 0;             ///< budgets; 0: none
  double usd_per_run = 0;
};

/// What a model costs, and what it did cost in this run. Money is reserved before a request is sent
/// and settled when its reply is there, so a budget is never passed. Used from any number of
/// threads.
class EmbeddingBill {
 public:
  EmbeddingBill(const HostedModel& model, BillOptions options);

  double dollars(std::uint64_t tokens, bool in_batch = false) const;
  bool price_is_known() const { return price_.has_value(); }
  const std::string& prices_as_of() const { return prices_as_of_; }

  /// Money for one request. Whoever does not settle it gets it back with the object.
  class Reservation {
   public:
    Reservation(EmbeddingBill& bill, double usd, bool in_batch)
        : bill_(&bill), usd_(usd), in_batch_(in_batch) {}
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;
    ~Reservation();
    /// The request brought vectors and was charged that many tokens.
    void settle(std::uint64_t tokens);

   private:
    EmbeddingBill* bill_;  // null once settled
    double usd_;
    bool in_batch_;
  };
  /// Throws Error (configuration) if that request could pass a budget.
  Reservation reserve(std::uint64_t tokens, bool in_batch = false);

  void count_texts(std::uint64_t texts, std::uint64_t cached_texts);
  EmbeddingUsage usage() const;

 private:
  const std::string provider_;
  const std::string model_;
  const BillOptions options_;
  std::optional<ModelPrice> price_;
  std::string prices_as_of_;

  mutable std::mutex mutex_;
  EmbeddingUsage usage_;
  std::optional<SpendLedger> ledger_;
  std::optional<Budget> budget_;
};

}  // namespace gitctx

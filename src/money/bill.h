#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "money/budget.h"
#include "money/price_table.h"
#include "money/spend_ledger.h"

namespace gitctx {

struct BillOptions {
  std::filesystem::path ledger_file;  ///< the ledger with the spending on all models
  std::filesystem::path price_file;   ///< prices that override the embedded prices; empty: none
  double usd_per_day = 0;             ///< budget for one day; 0: none
  double usd_per_run = 0;             ///< budget for one run; 0: none
  std::string place_of_day{};         ///< where `usd_per_day` is set: "FILE:LINE"; may be empty
};

/// Knows the price of a hosted model and counts its cost in this run. Money is reserved before a
/// request is sent and settled when its reply arrives, so a budget is never exceeded. Spending on a
/// model without a known price is not limited. The ledger is opened for the first reservation.
/// Thread-safe.
class Bill {
 public:
  /// Throws Error(configuration) for an unusable price file.
  Bill(std::string provider, std::string model, const BillOptions& options);
  /// A bill with prices that are already loaded.
  Bill(std::string provider, std::string model, const PriceTable& prices, BillOptions options);

  const std::optional<ModelPrice>& price() const { return price_; }
  const std::string& prices_as_of() const { return prices_as_of_; }
  /// The cost in dollars; 0 if the price is not known.
  double cost(const PricedTokens& tokens) const;

  /// Money reserved for one attempt to send a request. The destructor releases the money unless
  /// settle() or spend() was called.
  class Reservation {
   public:
    Reservation(Bill& bill, double usd) : bill_(&bill), usd_(usd) {}
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;
    ~Reservation();
    /// Books the cost of the request after it succeeded.
    void settle(std::uint64_t tokens, double usd);
    /// Books the whole reservation, for a failed attempt that may have been charged. Has no effect
    /// if renew() has failed, because then nothing is reserved.
    void spend();
    /// Calls spend(), and reserves the same amount for another attempt. If this amount could exceed
    /// a budget, throws Error(configuration); then nothing is reserved.
    void renew();

   private:
    Bill* bill_;  // null if nothing is reserved
    double usd_;
  };
  /// Reserves `usd` for a request. Throws Error(configuration) if a request with this cost could
  /// exceed a budget.
  Reservation reserve(double usd);

  struct Totals {
    std::uint64_t requests = 0;  ///< settled requests
    std::uint64_t tokens = 0;
    double usd = 0;
    std::string warning;  ///< a sentence as soon as 80% of a budget is spent
  };
  Totals totals() const;

 private:
  /// Reserves `usd`. Throws as reserve() does.
  void set_aside(double usd);
  /// Replaces a reservation by a cost. The caller must hold mutex_.
  void book(double reserved, std::uint64_t tokens, double usd);

  const std::string provider_;
  const std::string model_;
  const BillOptions options_;
  std::optional<ModelPrice> price_;
  std::string prices_as_of_;

  mutable std::mutex mutex_;
  Totals totals_;
  std::optional<SpendLedger> ledger_;
  std::optional<Budget> budget_;
};

}  // namespace gitctx

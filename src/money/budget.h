#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "money/spend_ledger.h"

namespace gitctx {

struct BudgetLimits {
  std::optional<double> usd_per_day;  ///< limit per UTC day for all processes that share the ledger
  std::optional<double> usd_per_run;
  std::string place_of_day{};  ///< where the daily limit is set: "FILE:LINE"; may be empty
};

/// Keeps one run of gitctx within its limits. reserve() reserves the highest possible cost of a
/// request before it is sent; settle() books its actual cost. Reservations of a killed process
/// count until the day ends, since its requests may have been charged. Thread-safe.
class Budget {
 public:
  /// A budget without a ledger, for one run. A daily limit has no effect.
  explicit Budget(const BudgetLimits& limits) : Budget(limits, nullptr) {}
  /// A budget that shares a ledger with other runs. The ledger must outlive the budget.
  Budget(const BudgetLimits& limits, SpendLedger& ledger) : Budget(limits, &ledger) {}
  /// Ends all reservations.
  ~Budget();
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  /// Reserves money for a request. If a limit would be exceeded, reserves nothing and throws
  /// Error(configuration) with the limit, the amount spent or reserved, and the cost of the
  /// request.
  void reserve(double usd);
  /// Like reserve(), but returns the error.
  std::optional<Error> try_reserve(double usd);
  /// Replaces a reservation by the actual cost of the request.
  void settle(double reserved, const Spending& actual);
  /// Ends the reservation of a request that was not charged.
  void release(double reserved);

  double spent_in_run() const;
  /// A warning sentence if 80% of a limit is spent; returned only once for each limit.
  std::optional<std::string> take_warning();

 private:
  Budget(const BudgetLimits& limits, SpendLedger* ledger);

  BudgetLimits limits_;
  SpendLedger* ledger_;
  std::int64_t run_;
  mutable std::mutex mutex_;
  double paid_ = 0;
  double reserved_ = 0;
  bool warned_of_day_ = false;
  bool warned_of_run_ = false;
};

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "money/spend_ledger.h"

namespace gitctx {

struct BudgetLimits {
  std::optional<double> usd_per_day;  ///< of all processes that share the ledger, in UTC
  std::optional<double> usd_per_run;
};

/// Keeps one run of gitctx within its limits. reserve() sets aside the most a request can cost
/// before it is sent; settle() books what it cost. Reservations of a killed process count until the
/// day ends, since its requests may have been charged. Used from any number of threads.
class Budget {
 public:
  /// Of one run, kept in memory: a limit per day has no effect.
  explicit Budget(const BudgetLimits& limits) : Budget(limits, nullptr) {}
  /// The ledger has to outlive the budget.
  Budget(const BudgetLimits& limits, SpendLedger& ledger) : Budget(limits, &ledger) {}
  /// Gives back what is still reserved.
  ~Budget();
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  /// Throws Error (configuration) with both amounts if a limit would be exceeded; nothing is
  /// reserved then.
  void reserve(double usd);
  /// Returns that error instead.
  std::optional<Error> try_reserve(double usd);
  void settle(double reserved, const Spending& actual);
  /// The request was not charged.
  void release(double reserved);

  double spent_in_run() const;
  /// A sentence, once for each limit of which 80% is spent.
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

#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "money/spend_ledger.h"

namespace gitctx {

struct BudgetLimits {
  std::optional<double> usd_per_day;  ///< of all processes that share the ledger, in UTC
  std::optional<double> usd_per_run;
};

/// Keeps one run of gitctx within its limits. Before a request reserve() sets aside what it can
/// cost at most; after it settle() books what it did cost. What a process that was killed had set
/// aside counts until the day ends, since it may have been charged. Used from any number of
/// threads; the ledger has to outlive it.
class Budget {
 public:
  Budget(const BudgetLimits& limits, SpendLedger& ledger);
  /// Gives back what is still set aside.
  ~Budget();
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  /// Throws Error (configuration) with both numbers if a limit would be passed; nothing is set
  /// aside then.
  void reserve(double usd);
  void settle(double reserved, const Spending& actual);
  /// A request that was not charged.
  void release(double reserved);

  double spent_in_run() const;
  /// A sentence, once for each limit of which 80% is paid.
  std::optional<std::string> take_warning();

 private:
  BudgetLimits limits_;
  SpendLedger& ledger_;
  std::int64_t run_;
  mutable std::mutex mutex_;
  double paid_ = 0;
  double reserved_ = 0;
  bool warned_of_day_ = false;
  bool warned_of_run_ = false;
};

}  // namespace gitctx

#pragma once

#include <string>

namespace gitctx {

/// The amount with two decimals ("$12.34"), or with two significant digits if it is below ten cents
/// ("$0.0042").
std::string format_usd(double usd);

/// The price of a single request: "$0", or the amount with four decimals (six if it is below a
/// cent).
std::string format_small_usd(double usd);

/// format_small_usd(), or "unknown" if the price is not known.
std::string format_cost(double usd, bool is_known);

}  // namespace gitctx

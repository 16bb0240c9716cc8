#include "money/usd.h"

#include <fmt/format.h>

#include <cmath>

namespace gitctx {

std::string format_usd(double usd) {
  const double size = std::abs(usd);
  int digits = 2;
  while (digits < 8 && size > 0 && size * std::pow(10, digits) < 9.95) ++digits;
  return fmt::format("{}${:.{}f}", usd < 0 ? "-" : "", size, digits);
}

std::string format_small_usd(double usd) {
  if (usd == 0) return "$0";
  return usd < 0.01 ? fmt::format("${:.6f}", usd) : fmt::format("${:.4f}", usd);
}

std::string format_cost(double usd, bool is_known) {
  return is_known ? format_small_usd(usd) : "unknown";
}

}  // namespace gitctx

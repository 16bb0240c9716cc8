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

}  // namespace gitctx

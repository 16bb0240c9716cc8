#pragma once

#include <cstdint>
#include <limits>

#include "core/view.h"

namespace gitctx {

// Checks for stored values of which not every bit pattern is valid.

/// An unknown reason counts as unreadable.
inline SkipReason skip_reason_of(std::uint32_t stored) {
  constexpr auto last = static_cast<std::uint32_t>(SkipReason::encoding);
  return stored <= last ? static_cast<SkipReason>(stored) : SkipReason::unreadable;
}

/// Holds for valid scales and multipliers; false for NaN.
inline bool is_finite_and_not_negative(float value) {
  return value >= 0 && value <= std::numeric_limits<float>::max();
}

}  // namespace gitctx

#pragma once

#include <cmath>
#include <span>

namespace gitctx {

/// Scales a vector to length 1; a zero vector is not changed.
inline void normalise(std::span<float> vector) {
  double squares = 0;
  for (const float value : vector) squares += static_cast<double>(value) * value;
  if (squares == 0) return;
  const double length = std::sqrt(squares);
  for (float& value : vector) value = static_cast<float>(value / length);
}

}  // namespace gitctx

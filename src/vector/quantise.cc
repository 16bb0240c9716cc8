#include "vector/quantise.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/check.h"

namespace gitctx {

namespace {

/// The largest magnitude. Non-negative floats have the same order as their bits read as integers.
/// The maximum of integers does not depend on the order of the comparisons, so compilers can
/// vectorise it.
float largest_magnitude(std::span<const float> row) {
  std::int32_t largest = 0;
  for (const float value : row) {
    largest = std::max(largest, std::bit_cast<std::int32_t>(value) & 0x7fffffff);
  }
  return std::bit_cast<float>(largest);
}

/// Rounds `value` to the nearest integer, with ties to even. |value| must be below 2^22. Adding the
/// constant rounds, because the sum has no bits for a fraction.
float round_to_even(float value) {
  constexpr float no_fraction = 0x1.8p23f;
  return (value + no_fraction) - no_fraction;
}

}  // namespace

float quantise_row(std::span<const float> row, std::span<std::int8_t> out) {
  GITCTX_CHECK(row.size() == out.size());
  const float scale = largest_magnitude(row) / 127;
  // With a subnormal scale, quotients would lose precision and could leave the range.
  if (scale < std::numeric_limits<float>::min()) {
    std::ranges::fill(out, std::int8_t{0});
    return 0;
  }
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto rounded = static_cast<std::int32_t>(round_to_even(row[i] / scale));
    out[i] = static_cast<std::int8_t>(std::clamp(rounded, -127, 127));
  }
  return scale;
}

void dequantise_row(std::span<const std::int8_t> row, float scale, std::span<float> out) {
  GITCTX_CHECK(row.size() == out.size());
  for (std::size_t i = 0; i < row.size(); ++i) out[i] = scale * static_cast<float>(row[i]);
}

}  // namespace gitctx

#include "vector/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace gitctx {

float quantise_row(std::span<const float> row, std::span<std::int8_t> out) {
  GITCTX_CHECK(row.size() == out.size());
  float largest = 0;
  for (const float value : row) largest = std::max(largest, std::abs(value));

  const float scale = largest / 127;
  // Below the normal numbers the quotients lose their precision and may leave the range.
  if (scale < std::numeric_limits<float>::min()) {
    std::ranges::fill(out, std::int8_t{0});
    return 0;
  }
  for (std::size_t i = 0; i < row.size(); ++i) {
    const float rounded = std::nearbyint(row[i] / scale);
    out[i] = static_cast<std::int8_t>(std::clamp(rounded, -127.0f, 127.0f));
  }
  return scale;
}

void dequantise_row(std::span<const std::int8_t> row, float scale, std::span<float> out) {
  GITCTX_CHECK(row.size() == out.size());
  for (std::size_t i = 0; i < row.size(); ++i) out[i] = scale * static_cast<float>(row[i]);
}

}  // namespace gitctx

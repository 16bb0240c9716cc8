#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// Rounds a row of floats to int8 with one scale, so that row[i] ≈ scale * out[i]. The scale is
/// max|row| / 127, out[i] is in [-127, 127], and ties are rounded to even. Returns the scale. If
/// the scale is 0 or too small for a normal float, sets `out` to zeros and returns 0. All values
/// must be finite.
///
/// The result has the same bits on every machine: each step is one rounded IEEE operation, there
/// are no sums whose order matters, and nothing can become an FMA.
float quantise_row(std::span<const float> row, std::span<std::int8_t> out);

/// out[i] = scale * row[i].
void dequantise_row(std::span<const std::int8_t> row, float scale, std::span<float> out);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// Rounds a row of floats to int8 with one scale: row[i] ≈ scale * out[i], symmetric, scale =
/// max|row| / 127 and out[i] in [-127, 127], ties rounded to even. Returns the scale; a row of
/// zeros, or with a scale too small for a normal float, becomes zeros with scale 0. All values must
/// be finite.
///
/// The result has the same bits on every machine: each step is one rounded IEEE operation, there
/// are no sums whose order matters, and nothing can become an FMA.
float quantise_row(std::span<const float> row, std::span<std::int8_t> out);

/// out[i] = scale * row[i].
void dequantise_row(std::span<const std::int8_t> row, float scale, std::span<float> out);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// Rounds a row of floats to int8 with one scale: row[i] ≈ scale * out[i], symmetric, scale =
/// max|row| / 127 and out[i] in [-127, 127], ties rounded to even. Returns the scale; a row of
/// zeros, or one whose scale is too small for a float, becomes zeros with scale 0. All values must
/// be finite.
///
/// The result has the same bits on every machine: each step is one rounded IEEE operation, no sum
/// is involved, and nothing can be contracted to an FMA.
float quantise_row(std::span<const float> row, std::span<std::int8_t> out);

/// out[i] = scale * row[i].
void dequantise_row(std::span<const std::int8_t> row, float scale, std::span<float> out);

}  // namespace gitctx

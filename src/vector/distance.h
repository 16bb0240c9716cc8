#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// Dot products, computed with the instructions of simd_level(). Any alignment, and any dimension
/// up to max_vector_dimension. The spans of one call have the same size.
///
/// Float results have the same bits at every level: element i is added to partial sum i % 32, the
/// partial sums are added pairwise (j and j + 16, then 8, 4, 2, 1), and no step is an FMA.
float dot(std::span<const float> a, std::span<const std::int8_t> b);
float dot(std::span<const float> a, std::span<const float> b);

/// Integer results are exact. The values of `query` are in [-127, 127], as quantise_row() returns
/// them; the values of rows may also be -128.
std::int32_t dot(std::span<const std::int8_t> query, std::span<const std::int8_t> row);

/// out[i] = dot(query, row i) for the row-major matrix `rows` of out.size() rows.
void dot_rows(std::span<const std::int8_t> query, std::span<const std::int8_t> rows,
              std::span<std::int32_t> out);

}  // namespace gitctx

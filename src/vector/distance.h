#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// Dot products, computed with the instructions of simd_level(). The spans may have any alignment.
/// The two vectors of a product must have the same dimension, which is at most
/// max_vector_dimension.
///
/// Float results have the same bits at every level: element i is added to partial sum i % 32, the
/// partial sums are added pairwise (j and j + 16, then 8, 4, 2, 1), and no step is an FMA.
float dot(std::span<const float> a, std::span<const std::int8_t> b);
float dot(std::span<const float> a, std::span<const float> b);

/// Integer results are exact. The values of `query` should be in [-127, 127], the range of
/// quantise_row(); -128, which only a forged index has, counts as -127. The values of rows may also
/// be -128.
std::int32_t dot(std::span<const std::int8_t> query, std::span<const std::int8_t> row);

/// out[i] = dot(query, row i) for the row-major matrix `rows` of out.size() rows.
void dot_rows(std::span<const std::int8_t> query, std::span<const std::int8_t> rows,
              std::span<std::int32_t> out);

}  // namespace gitctx

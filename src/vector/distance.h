#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// Dot products, run at simd_level(). Any dimension and any alignment. The spans of one call have
/// the same size, at most 65,536 values (the int32 sum then cannot overflow).
///
/// Integer results are exact. Float results are the same bits at every level: element i is added to
/// partial sum i % 32, the partial sums are added pairwise (j and j + 16, then 8, 4, 2, 1), and no
/// step is an FMA.
std::int32_t dot(std::span<const std::int8_t> a, std::span<const std::int8_t> b);
float dot(std::span<const float> a, std::span<const std::int8_t> b);
float dot(std::span<const float> a, std::span<const float> b);

/// out[i] = dot(query, row i) for the row-major matrix `rows` of out.size() rows.
void dot_rows(std::span<const std::int8_t> query, std::span<const std::int8_t> rows,
              std::span<std::int32_t> out);

}  // namespace gitctx

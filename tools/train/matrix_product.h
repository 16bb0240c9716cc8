#pragma once

#include <cstddef>
#include <span>

namespace gitctx {

/// c = a * b for row-major a (rows x inner), b (inner x columns), c (rows x columns); `columns` is
/// a multiple of 16. Sums run over `inner` in order, without fused operations, so the result has
/// the same bits on every machine and for every split of the rows.
void multiply(std::span<const float> a, std::span<const float> b, std::span<float> c,
              std::size_t inner, std::size_t columns);

}  // namespace gitctx

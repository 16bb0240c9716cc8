#include "vector/distance_kernels.h"

namespace gitctx {
namespace {

void dot_rows_portable(const std::int8_t* query, const std::int8_t* rows, std::size_t dimension,
                       std::int32_t* out, std::size_t row_count) {
  for (std::size_t r = 0; r < row_count; ++r) {
    const std::int8_t* const row = rows + r * dimension;
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < dimension; ++i) sum += std::int32_t{query[i]} * row[i];
    out[r] = sum;
  }
}

template <class B>
float dot_float(const float* a, const B* b, std::size_t dimension) {
  float sums[float_lanes] = {};
  const std::size_t whole = dimension - dimension % float_lanes;
  for (std::size_t i = 0; i < whole; i += float_lanes) {
    for (std::size_t j = 0; j < float_lanes; ++j) {
      sums[j] += a[i + j] * static_cast<float>(b[i + j]);
    }
  }
  add_products(a, b, whole, dimension, sums);
  for (std::size_t half = float_lanes / 2; half > 0; half /= 2) {
    for (std::size_t j = 0; j < half; ++j) sums[j] += sums[j + half];
  }
  return sums[0];
}

}  // namespace

const DistanceKernels portable_kernels{dot_rows_portable, dot_float<std::int8_t>, dot_float<float>};

}  // namespace gitctx

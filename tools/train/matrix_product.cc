#include "tools/train/matrix_product.h"

#include <algorithm>
#include <cstring>

namespace gitctx {

namespace {

using Lanes = float __attribute__((vector_size(32)));  // 8 floats

__attribute__((always_inline)) inline Lanes load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}

constexpr std::size_t tile_columns = 16;
constexpr std::size_t inner_block = 256;  // rows of b: 256 x 16 floats stay in the L1 cache

/// Adds a[row_count x inner] * b[inner x 16] to c.
template <std::size_t row_count>
__attribute__((always_inline)) inline void add_tile(const float* a, const float* b, float* c,
                                                    std::size_t a_stride, std::size_t b_stride,
                                                    std::size_t c_stride, std::size_t inner) {
  Lanes sums[row_count][2];
  for (std::size_t r = 0; r < row_count; ++r) {
    sums[r][0] = load(c + r * c_stride);
    sums[r][1] = load(c + r * c_stride + 8);
  }
  for (std::size_t k = 0; k < inner; ++k) {
    const Lanes low = load(b + k * b_stride);
    const Lanes high = load(b + k * b_stride + 8);
    for (std::size_t r = 0; r < row_count; ++r) {
      const float factor = a[r * a_stride + k];
      sums[r][0] += factor * low;
      sums[r][1] += factor * high;
    }
  }
  for (std::size_t r = 0; r < row_count; ++r) {
    std::memcpy(c + r * c_stride, &sums[r][0], sizeof(Lanes));
    std::memcpy(c + r * c_stride + 8, &sums[r][1], sizeof(Lanes));
  }
}

__attribute__((always_inline)) inline void multiply_body(const float* a, const float* b, float* c,
                                                         std::size_t rows, std::size_t inner,
                                                         std::size_t columns) {
  std::memset(c, 0, rows * columns * sizeof(float));
  for (std::size_t k = 0; k < inner; k += inner_block) {
    const std::size_t depth = std::min(inner_block, inner - k);
    for (std::size_t j = 0; j < columns; j += tile_columns) {
      std::size_t i = 0;
      for (; i + 6 <= rows; i += 6) {
        add_tile<6>(a + i * inner + k, b + k * columns + j, c + i * columns + j, inner, columns,
                    columns, depth);
      }
      for (; i < rows; ++i) {
        add_tile<1>(a + i * inner + k, b + k * columns + j, c + i * columns + j, inner, columns,
                    columns, depth);
      }
    }
  }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) void multiply_avx2(const float* a, const float* b, float* c,
                                                   std::size_t rows, std::size_t inner,
                                                   std::size_t columns) {
  multiply_body(a, b, c, rows, inner, columns);
}
#endif

}  // namespace

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> c,
              std::size_t inner, std::size_t columns) {
  const std::size_t rows = a.size() / inner;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") != 0) {
    multiply_avx2(a.data(), b.data(), c.data(), rows, inner, columns);
    return;
  }
#endif
  multiply_body(a.data(), b.data(), c.data(), rows, inner, columns);
}

}  // namespace gitctx

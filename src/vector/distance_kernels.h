#pragma once

#include <cstddef>
#include <cstdint>

namespace gitctx {

/// The kernels of one SimdLevel; vector/distance.h defines the result of each kernel. Pointers need
/// no alignment. No query byte may be -128, because the AVX2 kernel negates query bytes.
struct DistanceKernels {
  void (*dot_rows)(const std::int8_t* query, const std::int8_t* rows, std::size_t dimension,
                   std::int32_t* out, std::size_t row_count);
  float (*dot_float_int8)(const float* a, const std::int8_t* b, std::size_t dimension);
  float (*dot_float_float)(const float* a, const float* b, std::size_t dimension);
};

/// The number of partial sums of a float dot product.
inline constexpr std::size_t float_lanes = 32;

/// For each i in [begin, end), adds the product of the two elements with index i to the partial sum
/// i % 32.
template <class B>
void add_products(const float* a, const B* b, std::size_t begin, std::size_t end, float* sums) {
  for (std::size_t i = begin; i < end; ++i) {
    sums[i % float_lanes] += a[i] * static_cast<float>(b[i]);
  }
}

extern const DistanceKernels portable_kernels;
#if defined(__x86_64__)
extern const DistanceKernels avx2_kernels;
extern const DistanceKernels avx512_vnni_kernels;
#endif

}  // namespace gitctx

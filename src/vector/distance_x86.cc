#if defined(__x86_64__)

#include <immintrin.h>

#include "vector/distance_kernels.h"

// Each function is compiled for its own instruction set, regardless of the build flags. The
// functions for floats use AVX2, which does not include FMA, so no compiler fuses the products with
// additions.
#define GITCTX_TARGET_AVX2 __attribute__((target("avx2")))
#define GITCTX_TARGET_VNNI __attribute__((target("avx2,avx512bw,avx512vl,avx512vnni")))

namespace gitctx {
namespace {

GITCTX_TARGET_AVX2 std::int32_t sum_lanes(__m256i lanes) {
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, _MM_SHUFFLE(1, 0, 3, 2)));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, _MM_SHUFFLE(2, 3, 0, 1)));
  return _mm_cvtsi128_si32(sum);
}

// Multiplies |row| by the query, after giving the sign of each row byte to the query byte. The sum
// of two products is at most 2 * 128 * 127 < 2^15, so nothing saturates.
GITCTX_TARGET_AVX2 __m256i products_avx2(const std::int8_t* query, const std::int8_t* row) {
  const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query));
  const __m256i r = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row));
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(r), _mm256_sign_epi8(q, r));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

GITCTX_TARGET_AVX2 void dot_rows_avx2(const std::int8_t* query, const std::int8_t* rows,
                                      std::size_t dimension, std::int32_t* out,
                                      std::size_t row_count) {
  for (std::size_t r = 0; r < row_count; ++r) {
    const std::int8_t* const row = rows + r * dimension;
    __m256i even = _mm256_setzero_si256();
    __m256i odd = _mm256_setzero_si256();
    std::size_t i = 0;
    for (; i + 64 <= dimension; i += 64) {
      even = _mm256_add_epi32(even, products_avx2(query + i, row + i));
      odd = _mm256_add_epi32(odd, products_avx2(query + i + 32, row + i + 32));
    }
    if (i + 32 <= dimension) {
      even = _mm256_add_epi32(even, products_avx2(query + i, row + i));
      i += 32;
    }
    std::int32_t sum = sum_lanes(_mm256_add_epi32(even, odd));
    for (; i < dimension; ++i) sum += std::int32_t{query[i]} * row[i];
    out[r] = sum;
  }
}

GITCTX_TARGET_AVX2 __m256 load_floats(const float* values) { return _mm256_loadu_ps(values); }

GITCTX_TARGET_AVX2 __m256 load_floats(const std::int8_t* values) {
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(values));
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes));
}

GITCTX_TARGET_AVX2 float sum_pairwise(const float* sums) {
  const __m256 low = _mm256_add_ps(_mm256_loadu_ps(sums), _mm256_loadu_ps(sums + 16));
  const __m256 high = _mm256_add_ps(_mm256_loadu_ps(sums + 8), _mm256_loadu_ps(sums + 24));
  const __m256 eight = _mm256_add_ps(low, high);
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

template <class B>
GITCTX_TARGET_AVX2 float dot_float_avx2(const float* a, const B* b, std::size_t dimension) {
  __m256 parts[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(),
                     _mm256_setzero_ps()};
  const std::size_t whole = dimension - dimension % float_lanes;
  for (std::size_t i = 0; i < whole; i += float_lanes) {
    for (std::size_t p = 0; p < 4; ++p) {
      const __m256 product = _mm256_mul_ps(load_floats(a + i + 8 * p), load_floats(b + i + 8 * p));
      parts[p] = _mm256_add_ps(parts[p], product);
    }
  }
  float sums[float_lanes];
  for (std::size_t p = 0; p < 4; ++p) _mm256_storeu_ps(sums + 8 * p, parts[p]);
  add_products(a, b, whole, dimension, sums);
  return sum_pairwise(sums);
}

// dpbusd multiplies unsigned by signed bytes. So 128 is added to each row byte, and 128 *
// sum(query) is subtracted from the result. Query bytes beyond the dimension are masked to 0.
GITCTX_TARGET_VNNI void dot_rows_vnni(const std::int8_t* query, const std::int8_t* rows,
                                      std::size_t dimension, std::int32_t* out,
                                      std::size_t row_count) {
  std::int32_t query_sum = 0;
  for (std::size_t i = 0; i < dimension; ++i) query_sum += query[i];

  const __m256i offset = _mm256_set1_epi8(static_cast<char>(0x80));
  const std::size_t whole = dimension - dimension % 32;
  const __mmask32 tail = (__mmask32{1} << (dimension % 32)) - 1;
  for (std::size_t r = 0; r < row_count; ++r) {
    const std::int8_t* const row = rows + r * dimension;
    __m256i sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < whole; i += 32) {
      const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i));
      const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + i));
      sum = _mm256_dpbusd_epi32(sum, _mm256_xor_si256(v, offset), q);
    }
    if (tail != 0) {
      const __m256i q = _mm256_maskz_loadu_epi8(tail, query + whole);
      const __m256i v = _mm256_maskz_loadu_epi8(tail, row + whole);
      sum = _mm256_dpbusd_epi32(sum, _mm256_xor_si256(v, offset), q);
    }
    out[r] = sum_lanes(sum) - 128 * query_sum;
  }
}

}  // namespace

const DistanceKernels avx2_kernels{dot_rows_avx2, dot_float_avx2<std::int8_t>,
                                   dot_float_avx2<float>};
const DistanceKernels avx512_vnni_kernels{dot_rows_vnni, dot_float_avx2<std::int8_t>,
                                          dot_float_avx2<float>};

}  // namespace gitctx

#endif

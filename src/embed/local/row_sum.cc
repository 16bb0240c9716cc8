#include "embed/local/row_sum.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace gitctx {

namespace {

#ifdef __x86_64__

constexpr std::size_t block = 64;

/// Processes two rows at a time: their bytes are interleaved as int16, multiplied and added in
/// pairs. Unpacking works within each half of a register. So the sums for 16 bytes are out of
/// order: one register holds the sums 0-3 and 8-11, and the other holds the sums 4-7 and 12-15. The
/// last step restores the order.
__attribute__((target("avx2"))) void add_block(std::span<const WeightedRow> rows, std::size_t at,
                                               std::int32_t* sum) {
  static constexpr std::int8_t zeros[block] = {};
  __m256i total[8];
  for (__m256i& part : total) part = _mm256_setzero_si256();
  for (std::size_t r = 0; r < rows.size(); r += 2) {
    const bool has_second = r + 1 < rows.size();
    const std::int8_t* a = rows[r].row + at;
    const std::int8_t* b = has_second ? rows[r + 1].row + at : zeros;
    const auto low = static_cast<std::uint16_t>(rows[r].weight);
    const auto high = static_cast<std::uint16_t>(has_second ? rows[r + 1].weight : 0);
    const __m256i weights =
        _mm256_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(high) << 16 | low));
    for (int i = 0; i < 4; ++i) {
      const __m256i x =
          _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a + 16 * i)));
      const __m256i y =
          _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(b + 16 * i)));
      total[2 * i] =
          _mm256_add_epi32(total[2 * i], _mm256_madd_epi16(_mm256_unpacklo_epi16(x, y), weights));
      total[2 * i + 1] = _mm256_add_epi32(total[2 * i + 1],
                                          _mm256_madd_epi16(_mm256_unpackhi_epi16(x, y), weights));
    }
  }
  for (int i = 0; i < 4; ++i) {
    auto* out = reinterpret_cast<__m256i*>(sum + 16 * i);
    const __m256i first = _mm256_permute2x128_si256(total[2 * i], total[2 * i + 1], 0x20);
    const __m256i second = _mm256_permute2x128_si256(total[2 * i], total[2 * i + 1], 0x31);
    _mm256_storeu_si256(out, _mm256_add_epi32(_mm256_loadu_si256(out), first));
    _mm256_storeu_si256(out + 1, _mm256_add_epi32(_mm256_loadu_si256(out + 1), second));
  }
}

bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}

#endif

}  // namespace

void add_rows_portable(std::span<const WeightedRow> rows, std::span<std::int32_t> sum) {
  for (const WeightedRow& row : rows) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += row.row[i] * row.weight;
  }
}

void add_rows(std::span<const WeightedRow> rows, std::span<std::int32_t> sum) {
#ifdef __x86_64__
  if (has_avx2()) {
    for (std::size_t at = 0; at < sum.size(); at += block) add_block(rows, at, sum.data() + at);
    return;
  }
#endif
  add_rows_portable(rows, sum);
}

}  // namespace gitctx

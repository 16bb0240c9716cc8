#include "embed/base64_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gitctx::detail {

#if defined(__x86_64__)

namespace {

// W. Mula, D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions" (2018).

#define GITCTX_TARGET_AVX2 __attribute__((target("avx2")))

constexpr std::size_t block_characters = 32;
constexpr std::size_t block_bytes = 24;
constexpr std::size_t stored_bytes = 32;

GITCTX_TARGET_AVX2 __m256i both_lanes(__m128i lane) { return _mm256_broadcastsi128_si256(lane); }

/// 32 values of six bits to 24 bytes, in the first three quarters.
GITCTX_TARGET_AVX2 __m256i pack(__m256i values) {
  const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
  const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
  const __m256i bytes = _mm256_shuffle_epi8(
      quads, both_lanes(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1)));
  return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
}

GITCTX_TARGET_AVX2 std::size_t decode_avx2(const char* text, std::size_t size, std::byte* out,
                                           std::size_t out_size) {
  const __m256i low_table =
      both_lanes(_mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13,
                               0x1A, 0x1B, 0x1B, 0x1B, 0x1A));
  const __m256i high_table =
      both_lanes(_mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10,
                               0x10, 0x10, 0x10, 0x10, 0x10));
  const __m256i roll_table =
      both_lanes(_mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i slash = _mm256_set1_epi8(0x2F);
  std::size_t taken = 0;
  std::size_t written = 0;
  while (size - taken >= block_characters && out_size - written >= stored_bytes) {
    const __m256i block = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + taken));
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(block, 4), slash);
    const __m256i low = _mm256_and_si256(block, slash);
    const __m256i high_bits = _mm256_shuffle_epi8(high_table, high);
    const __m256i low_bits = _mm256_shuffle_epi8(low_table, low);
    if (_mm256_testz_si256(low_bits, high_bits) == 0) break;
    const __m256i is_slash = _mm256_cmpeq_epi8(block, slash);
    const __m256i roll = _mm256_shuffle_epi8(roll_table, _mm256_add_epi8(is_slash, high));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + written),
                        pack(_mm256_add_epi8(block, roll)));
    taken += block_characters;
    written += block_bytes;
  }
  return taken;
}

}  // namespace

std::size_t decode_base64_blocks(const char* text, std::size_t size, std::byte* out,
                                 std::size_t out_size) {
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  return has_avx2 ? decode_avx2(text, size, out, out_size) : 0;
}

#else

std::size_t decode_base64_blocks(const char*, std::size_t, std::byte*, std::size_t) { return 0; }

#endif

}  // namespace gitctx::detail

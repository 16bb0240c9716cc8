#include "embed/wire/base64_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <array>
#include <cstdint>
#endif

namespace gitctx::detail {

#if defined(__x86_64__)

namespace {

// W. Mula, D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions" (2018).

#define GITCTX_TARGET_AVX2 __attribute__((target("avx2")))
#define GITCTX_TARGET_VBMI __attribute__((target("avx512f,avx512bw,avx512vbmi")))

GITCTX_TARGET_AVX2 __m256i both_lanes(__m128i lane) { return _mm256_broadcastsi128_si256(lane); }

/// Packs 32 values of six bits into 24 bytes, in the first three quarters.
GITCTX_TARGET_AVX2 __m256i pack(__m256i values) {
  const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
  const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
  const __m256i bytes = _mm256_shuffle_epi8(
      quads, both_lanes(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1)));
  return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
}

struct Progress {
  std::size_t taken = 0;
  std::size_t written = 0;
};

GITCTX_TARGET_AVX2 Progress decode_avx2(std::string_view text, std::byte* out, std::size_t out_size,
                                        Progress done) {
  const __m256i low_table =
      both_lanes(_mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13,
                               0x1A, 0x1B, 0x1B, 0x1B, 0x1A));
  const __m256i high_table =
      both_lanes(_mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10,
                               0x10, 0x10, 0x10, 0x10, 0x10));
  const __m256i roll_table =
      both_lanes(_mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i slash = _mm256_set1_epi8(0x2F);
  // 32 characters become 24 bytes; 32 are stored.
  while (text.size() - done.taken >= 32 && out_size - done.written >= 32) {
    const __m256i block =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + done.taken));
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(block, 4), slash);
    const __m256i low = _mm256_and_si256(block, slash);
    const __m256i high_bits = _mm256_shuffle_epi8(high_table, high);
    const __m256i low_bits = _mm256_shuffle_epi8(low_table, low);
    if (_mm256_testz_si256(low_bits, high_bits) == 0) break;
    const __m256i is_slash = _mm256_cmpeq_epi8(block, slash);
    const __m256i roll = _mm256_shuffle_epi8(roll_table, _mm256_add_epi8(is_slash, high));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + done.written),
                        pack(_mm256_add_epi8(block, roll)));
    done.taken += 32;
    done.written += 24;
  }
  return done;
}

using Bytes64 = std::array<std::uint8_t, 64>;

constexpr std::uint8_t no_digit = 0x80;

/// The values of the characters from `first` on.
constexpr Bytes64 digits_from(char first) {
  Bytes64 digits{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char c = static_cast<char>(first + static_cast<char>(i));
    digits[i] = no_digit;
    if (c >= 'A' && c <= 'Z') digits[i] = static_cast<std::uint8_t>(c - 'A');
    if (c >= 'a' && c <= 'z') digits[i] = static_cast<std::uint8_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9') digits[i] = static_cast<std::uint8_t>(c - '0' + 52);
    if (c == '+') digits[i] = 62;
    if (c == '/') digits[i] = 63;
  }
  return digits;
}

/// The three bytes of each group of 32 bits, highest first.
constexpr Bytes64 make_byte_order() {
  Bytes64 order{};
  for (std::size_t i = 0; i < 48; ++i) {
    order[i] = static_cast<std::uint8_t>(i / 3 * 4 + 2 - i % 3);
  }
  return order;
}

GITCTX_TARGET_VBMI Progress decode_vbmi(std::string_view text, std::byte* out,
                                        std::size_t out_size) {
  static constexpr Bytes64 low_digits = digits_from('\0');
  static constexpr Bytes64 high_digits = digits_from('@');
  static constexpr Bytes64 byte_order = make_byte_order();
  const __m512i low = _mm512_loadu_si512(low_digits.data());
  const __m512i high = _mm512_loadu_si512(high_digits.data());
  const __m512i order = _mm512_loadu_si512(byte_order.data());
  Progress done;
  // 64 characters become 48 bytes; 64 are stored.
  while (text.size() - done.taken >= 64 && out_size - done.written >= 64) {
    const __m512i block = _mm512_loadu_si512(text.data() + done.taken);
    const __m512i values = _mm512_permutex2var_epi8(low, block, high);
    if (_mm512_movepi8_mask(_mm512_or_si512(values, block)) != 0) break;
    const __m512i pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi32(0x01400140));
    const __m512i quads = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00011000));
    _mm512_storeu_si512(out + done.written, _mm512_maskz_permutexvar_epi8(~0ULL, order, quads));
    done.taken += 64;
    done.written += 48;
  }
  return done;
}

}  // namespace

std::size_t decode_base64_blocks(std::string_view text, std::span<std::byte> out) {
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  static const bool has_vbmi =
      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi") != 0;
  Progress done;
  if (has_vbmi) done = decode_vbmi(text, out.data(), out.size());
  if (has_avx2) done = decode_avx2(text, out.data(), out.size(), done);
  return done.taken;
}

#else

std::size_t decode_base64_blocks(std::string_view, std::span<std::byte>) { return 0; }

#endif

}  // namespace gitctx::detail

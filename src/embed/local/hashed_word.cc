#include "embed/local/hashed_word.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include "base/hash.h"

namespace gitctx {
namespace {

constexpr std::uint64_t stem_seed = 1;
constexpr std::uint64_t gram_seed = 2;
/// Counts are bytes, so only the first grams of a long word are used.
constexpr int max_grams = 255;

/// The eight bits of a byte, each in a byte of its own.
constexpr auto spread_bits = [] {
  std::array<std::uint64_t, 256> table{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      table[byte] |= static_cast<std::uint64_t>(byte >> bit & 1) << (8 * bit);
    }
  }
  return table;
}();

/// Counts, for each dimension, the added hashes whose bit for this dimension is one. Counts are
/// bit-sliced: bit b of each count is in plane b, so adding a hash propagates carries through the
/// planes.
class SignCounter {
 public:
  void add(std::uint64_t hash) {
    ++added_;
    for (std::size_t i = 0; i < word_count; ++i) {
      std::uint64_t carry = splitmix64(hash);
      for (std::size_t plane = 0; carry != 0; ++plane) {
        carry &= std::exchange(planes_[plane][i], planes_[plane][i] ^ carry);
      }
    }
  }

  int added() const { return added_; }

  /// The number of ones in each dimension.
  std::array<std::uint8_t, hashed_dimension> ones() const {
    const auto used_planes = static_cast<std::size_t>(std::bit_width(unsigned(added_)));
    std::array<std::uint8_t, hashed_dimension> result;
    for (std::size_t at = 0; at < result.size(); at += 8) {
      std::uint64_t eight = 0;
      for (std::size_t plane = 0; plane < used_planes; ++plane) {
        eight += spread_bits[planes_[plane][at / 64] >> (at % 64) & 255] << plane;
      }
      for (std::size_t j = 0; j < 8; ++j)
        result[at + j] = static_cast<std::uint8_t>(eight >> 8 * j);
    }
    return result;
  }

 private:
  // S. Vigna's generator; advances `state`.
  static std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  static constexpr std::size_t word_count = hashed_dimension / 64;
  std::array<std::array<std::uint64_t, word_count>, 8> planes_{};
  int added_ = 0;
};

SignCounter count_grams(std::string_view word) {
  SignCounter grams;
  std::string marked(1, '<');
  marked.append(word).push_back('>');
  for (const std::size_t size : {3u, 4u}) {
    for (std::size_t at = 0; at + size <= marked.size(); ++at) {
      if (grams.added() == max_grams) return grams;
      grams.add(hash64(std::string_view(marked).substr(at, size), gram_seed));
    }
  }
  return grams;
}

}  // namespace

HashedRow hash_word(std::string_view word, Stemmer& stemmer) {
  SignCounter stem;
  stem.add(hash64(stemmer.stem(word), stem_seed));
  const SignCounter grams = count_grams(word);

  // The scale is in units of 1/8, so that the integer arithmetic below fits 16 bits.
  constexpr int unit = 8;
  const double gram_size = unit * hashed_part_size / std::sqrt(std::max(1, grams.added()));
  const auto gram_scale = static_cast<std::int16_t>(std::lround(gram_size));
  const auto stem_ones = stem.ones();
  const auto gram_ones = grams.ones();
  const auto gram_count = static_cast<std::int16_t>(grams.added());
  HashedRow row;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto stem_sign = static_cast<std::int16_t>(2 * stem_ones[i] - 1);
    const auto gram_sum = static_cast<std::int16_t>(2 * gram_ones[i] - gram_count);
    const auto sum =
        static_cast<std::int16_t>(unit * hashed_part_size * stem_sign + gram_scale * gram_sum);
    const auto value = static_cast<std::int16_t>(sum / unit);
    row[i] = static_cast<std::int8_t>(std::clamp<std::int16_t>(value, -127, 127));
  }
  return row;
}

}  // namespace gitctx

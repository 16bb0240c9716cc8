#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/stemmer.h"

namespace gitctx {

/// The vector of one word in the hashed model, the same on every machine.
///
/// It is the sum of two halves: a random sign vector of the word's stem, and the scaled sum of the
/// sign vectors of its character 3- and 4-grams (with the word's ends marked). So retry and retries
/// are nearly the same word, and parse and parser are related. The expected length is
/// hashed_row_length for any number of grams; signs come from splitmix64 of a 64-bit hash.
inline constexpr std::size_t hashed_dimension = 256;
using HashedRow = std::array<std::int8_t, hashed_dimension>;

inline constexpr int hashed_part_size = 24;  ///< root mean square of the values of each half
inline constexpr float hashed_row_length = 543.058f;  // part size * sqrt(2 * dimension)

HashedRow hash_word(std::string_view word, Stemmer& stemmer);

}  // namespace gitctx

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/stemmer.h"

namespace gitctx {

/// The vector of one word in the hashed model, the same on every machine.
///
/// The vector is the sum of two vectors: a random sign vector for the stem of the word, and the
/// scaled sum of sign vectors for the character 3- and 4-grams of the word (with its ends marked).
/// So retry and retries have nearly equal vectors, and parse and parser have similar vectors. The
/// expected length is hashed_row_length for any number of grams. Signs come from splitmix64 of a
/// 64-bit hash.
inline constexpr std::size_t hashed_dimension = 256;
using HashedRow = std::array<std::int8_t, hashed_dimension>;

/// The root mean square of the values in each of the two vectors whose sum is the row.
inline constexpr int hashed_part_size = 24;
inline constexpr float hashed_row_length = 543.058f;  // part size * sqrt(2 * dimension)

HashedRow hash_word(std::string_view word, Stemmer& stemmer);

}  // namespace gitctx

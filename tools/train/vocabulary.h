#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

struct VocabularyOptions {
  std::size_t least_count = 8;         ///< minimum number of occurrences of a word
  std::size_t least_repositories = 2;  ///< minimum number of repositories with the word
  std::size_t most_words = 36'000;  ///< maximum number of words; the most frequent words are kept
  std::uint32_t gram_rows = 16'384;
};

/// Assigns a row of the model to each frequent word of the training pairs, and n-gram rows to the
/// other words.
struct Vocabulary {
  std::vector<std::string> words;    ///< by row; most frequent first, then in byte order
  std::vector<double> shares;        ///< by row: the word's share of all words of the pairs
  std::uint32_t gram_row_count = 0;  ///< number of n-gram rows, which follow the rows of words
  double out_of_vocabulary = 0;      ///< share of the words of the pairs without a row
  std::vector<std::vector<std::uint32_t>> rows_of;  ///< by token: its row, or its n-grams' rows

  std::size_t row_count() const { return words.size() + gram_row_count; }
};

Vocabulary build_vocabulary(const PairSet& pairs, const VocabularyOptions& options);

}  // namespace gitctx

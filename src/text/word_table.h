#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/stemmer.h"
#include "text/string_table.h"
#include "text/words.h"

namespace gitctx {

/// Caches the analysis of every word, so that each word is split only once. The lexical index uses
/// terms (stemmed parts, and the whole of a compound). Embedding uses sub-tokens (unstemmed parts).
/// Terms and sub-tokens are numbered from 0. A WordTable must be used by one thread at a time.
class WordTable {
 public:
  struct Word {
    std::uint32_t first_term = 0;
    std::uint32_t first_token = 0;
    std::uint16_t term_count = 0;
    std::uint16_t token_count = 0;
  };

  /// The analysis of a word that for_each_word visits; empty for words over longest_word_bytes.
  const Word& look_up(std::string_view word);

  std::span<const std::uint32_t> terms(const Word& word) const {
    return {term_numbers_.data() + word.first_term, word.term_count};
  }
  std::span<const std::uint32_t> tokens(const Word& word) const {
    return {token_numbers_.data() + word.first_token, word.token_count};
  }
  const StringTable& term_texts() const { return term_texts_; }
  const StringTable& token_texts() const { return token_texts_; }

  /// The term of a one-letter ASCII word, which look_up() skips. Such a word matters only as a
  /// defined name or as a whole query. Returns nothing for other words.
  std::optional<std::uint32_t> one_letter_term(std::string_view word);

  std::size_t memory_bytes() const;
  /// Forgets all words; numbers start again at 0.
  void clear();

 private:
  Word analyse(std::string_view word);

  Stemmer stemmer_;
  StringTable words_;
  std::vector<Word> meanings_;  // indexed by word number
  StringTable term_texts_;
  StringTable token_texts_;
  std::vector<std::uint32_t> term_numbers_;
  std::vector<std::uint32_t> token_numbers_;
};

/// A term of a query or a path, and the number of its occurrences.
struct TermCount {
  std::string text;
  std::uint32_t count = 1;
};

/// Counts one occurrence of `text` in `counts`, a list in order of first occurrence.
template <class Count>
void add_count(std::vector<Count>& counts, std::string_view text) {
  for (auto& [known, count] : counts) {
    if (known != text) continue;
    ++count;
    return;
  }
  auto& [known, count] = counts.emplace_back();
  known = text;
  count = 1;
}

/// Counts the sub-tokens of a short text.
template <class Count>
void count_tokens(std::string_view text, WordTable& words, std::vector<Count>& counts) {
  for_each_word(text, [&](std::string_view word) {
    for (const std::uint32_t token : words.tokens(words.look_up(word))) {
      add_count(counts, words.token_texts().text(token));
    }
  });
}

/// The terms of a short text, in order of first occurrence.
std::vector<TermCount> count_terms(std::string_view text, WordTable& words);

}  // namespace gitctx

#include "text/word_table.h"

#include <string>

#include "base/ascii.h"

namespace gitctx {

namespace {

// Whether a part of a word becomes a term. A single ASCII letter or digit does not, but a single
// character of another script does, because it can be a word.
bool is_indexed(std::string_view part) {
  return part.size() > 1 || (!part.empty() && static_cast<unsigned char>(part[0]) >= 0x80);
}

}  // namespace

const WordTable::Word& WordTable::look_up(std::string_view word) {
  static const Word nothing;
  if (word.size() > longest_word_bytes) return nothing;
  const std::uint32_t number = words_.intern(word);
  if (number == meanings_.size()) meanings_.push_back(analyse(word));
  return meanings_[number];
}

WordTable::Word WordTable::analyse(std::string_view word) {
  const WordParts split = split_word(word);
  Word result;
  result.first_term = static_cast<std::uint32_t>(term_numbers_.size());
  result.first_token = static_cast<std::uint32_t>(token_numbers_.size());
  for (const std::string& part : split.parts) {
    if (!is_indexed(part)) continue;
    term_numbers_.push_back(term_texts_.intern(stemmer_.stem(part)));
    token_numbers_.push_back(token_texts_.intern(part));
  }
  if (!split.whole.empty() && is_indexed(split.whole)) {
    term_numbers_.push_back(term_texts_.intern(split.whole));
  }
  result.term_count = static_cast<std::uint16_t>(term_numbers_.size() - result.first_term);
  result.token_count = static_cast<std::uint16_t>(token_numbers_.size() - result.first_token);
  return result;
}

std::optional<std::uint32_t> WordTable::one_letter_term(std::string_view word) {
  if (word.size() != 1) return std::nullopt;
  const char letter = lower_case(word[0]);
  if (!is_lower(letter)) return std::nullopt;
  return term_texts_.intern(std::string_view(&letter, 1));
}

std::size_t WordTable::memory_bytes() const {
  return words_.memory_bytes() + term_texts_.memory_bytes() + token_texts_.memory_bytes() +
         meanings_.capacity() * sizeof(Word) +
         (term_numbers_.capacity() + token_numbers_.capacity()) * sizeof(std::uint32_t);
}

void WordTable::clear() {
  words_.clear();
  term_texts_.clear();
  token_texts_.clear();
  meanings_ = {};
  term_numbers_ = {};
  token_numbers_ = {};
}

std::vector<TermCount> count_terms(std::string_view text, WordTable& words) {
  std::vector<TermCount> result;
  for_each_word(text, [&](std::string_view word) {
    for (const std::uint32_t term : words.terms(words.look_up(word))) {
      add_count(result, words.term_texts().text(term));
    }
  });
  return result;
}

}  // namespace gitctx

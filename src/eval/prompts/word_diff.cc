#include "eval/prompts/word_diff.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t most_words = 2000;

/// The words of a text, each with the blanks after it. The concatenation of the words is the text.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && !is_blank(text[end])) ++end;
    while (end < text.size() && is_blank(text[end])) ++end;
    words.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

void add(std::vector<DiffPart>& parts, DiffPart::Kind kind, std::string_view text) {
  if (parts.empty() || parts.back().kind != kind) parts.push_back({kind, {}});
  parts.back().text += text;
}

using Words = std::span<const std::string_view>;

/// Fills the table of lengths of common subsequences, then walks through it.
void diff_middle(Words before, Words now, std::vector<DiffPart>& parts) {
  const std::size_t rows = before.size();
  const std::size_t columns = now.size();
  const bool is_too_large = std::max(rows, columns) > most_words;
  std::vector<std::uint16_t> lengths;
  if (!is_too_large) lengths.resize((rows + 1) * (columns + 1));
  const auto length = [&](std::size_t i, std::size_t j) -> std::uint16_t& {
    return lengths[i * (columns + 1) + j];
  };
  for (std::size_t i = rows; !is_too_large && i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      length(i, j) = before[i] == now[j] ? static_cast<std::uint16_t>(length(i + 1, j + 1) + 1)
                                         : std::max(length(i + 1, j), length(i, j + 1));
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && !is_too_large && before[i] == now[j]) {
      add(parts, DiffPart::Kind::same, before[i++]);
      ++j;
    } else if (i < rows && (j == columns || is_too_large || length(i + 1, j) >= length(i, j + 1))) {
      add(parts, DiffPart::Kind::removed, before[i++]);
    } else {
      add(parts, DiffPart::Kind::added, now[j++]);
    }
  }
}

}  // namespace

std::vector<DiffPart> word_diff(std::string_view before, std::string_view now) {
  const std::vector<std::string_view> all_old = words_of(before);
  const std::vector<std::string_view> all_new = words_of(now);
  Words old_words = all_old;
  Words new_words = all_new;
  std::vector<DiffPart> parts;
  while (!old_words.empty() && !new_words.empty() && old_words.front() == new_words.front()) {
    add(parts, DiffPart::Kind::same, old_words.front());
    old_words = old_words.subspan(1);
    new_words = new_words.subspan(1);
  }
  std::size_t end = 0;
  while (end < std::min(old_words.size(), new_words.size()) &&
         old_words[old_words.size() - end - 1] == new_words[new_words.size() - end - 1]) {
    ++end;
  }
  diff_middle(old_words.first(old_words.size() - end), new_words.first(new_words.size() - end),
              parts);
  for (const std::string_view word : old_words.last(end)) add(parts, DiffPart::Kind::same, word);
  return parts;
}

}  // namespace gitctx

#include "eval/prompts/word_diff.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t most_words = 2000;

/// Words, each with the blanks after it; together they are the text.
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

using Words = std::vector<std::string_view>;

/// The part of both texts between their common start and end.
struct Middle {
  std::size_t begin = 0;
  std::size_t before_end = 0;
  std::size_t now_end = 0;
};

Middle middle_of(const Words& before, const Words& now) {
  Middle middle{0, before.size(), now.size()};
  while (middle.begin < std::min(before.size(), now.size()) &&
         before[middle.begin] == now[middle.begin]) {
    ++middle.begin;
  }
  while (middle.before_end > middle.begin && middle.now_end > middle.begin &&
         before[middle.before_end - 1] == now[middle.now_end - 1]) {
    --middle.before_end;
    --middle.now_end;
  }
  return middle;
}

/// Fills the table of common lengths, then walks through it.
void diff_middle(const Words& before, const Words& now, const Middle& middle,
                 std::vector<DiffPart>& parts) {
  const std::size_t rows = middle.before_end - middle.begin;
  const std::size_t columns = middle.now_end - middle.begin;
  const bool is_too_large = std::max(rows, columns) > most_words;
  const auto old_word = [&](std::size_t i) { return before[middle.begin + i]; };
  const auto new_word = [&](std::size_t j) { return now[middle.begin + j]; };
  std::vector<std::uint16_t> lengths;
  if (!is_too_large) lengths.resize((rows + 1) * (columns + 1));
  const auto length = [&](std::size_t i, std::size_t j) -> std::uint16_t& {
    return lengths[i * (columns + 1) + j];
  };
  for (std::size_t i = rows; !is_too_large && i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      length(i, j) = old_word(i) == new_word(j)
                         ? static_cast<std::uint16_t>(length(i + 1, j + 1) + 1)
                         : std::max(length(i + 1, j), length(i, j + 1));
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && !is_too_large && old_word(i) == new_word(j)) {
      add(parts, DiffPart::Kind::same, old_word(i));
      ++i;
      ++j;
    } else if (i < rows && (j == columns || is_too_large || length(i + 1, j) >= length(i, j + 1))) {
      add(parts, DiffPart::Kind::removed, old_word(i++));
    } else {
      add(parts, DiffPart::Kind::added, new_word(j++));
    }
  }
}

}  // namespace

std::vector<DiffPart> word_diff(std::string_view before, std::string_view now) {
  const Words old_words = words_of(before);
  const Words new_words = words_of(now);
  const Middle middle = middle_of(old_words, new_words);
  std::vector<DiffPart> parts;
  for (std::size_t i = 0; i < middle.begin; ++i) {
    add(parts, DiffPart::Kind::same, old_words[i]);
  }
  diff_middle(old_words, new_words, middle, parts);
  for (std::size_t i = middle.before_end; i < old_words.size(); ++i) {
    add(parts, DiffPart::Kind::same, old_words[i]);
  }
  return parts;
}

}  // namespace gitctx

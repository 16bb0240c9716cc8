#include "eval/queries/code_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ascii.h"
#include "text/word_filter.h"

namespace gitctx {
namespace {

bool has_raw_strings(Language language) {
  using enum Language;
  constexpr std::array languages{javascript, typescript, tsx, go, vue, svelte};
  return std::ranges::find(languages, language) != languages.end();
}

/// The position of the quote that closes the string at `begin`; npos if its line has no such quote.
std::size_t end_of_line_string(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin + 1; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == text[begin]) {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace

bool is_prose(Language language) {
  using enum Language;
  return language == plain_text || language == markdown || language == rst;
}

bool is_data(Language language) {
  using enum Language;
  return language == json || language == yaml || language == toml || language == xml ||
         language == html;
}

bool is_code(Language language) { return !is_prose(language) && !is_data(language); }

bool is_in(const std::vector<ByteRange>& ranges, std::size_t at) {
  const auto range = std::ranges::upper_bound(ranges, at, {}, &ByteRange::end);
  return range != ranges.end() && range->begin <= at;
}

bool is_english_word(std::string_view word) { return english_words().contains(lower_case(word)); }

std::vector<ByteRange> string_ranges(std::string_view text, Language language,
                                     const std::vector<ByteRange>& comments) {
  std::vector<ByteRange> ranges;
  const auto add = [&](std::size_t begin, std::size_t end) {
    ranges.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  };
  std::size_t at = 0;
  auto comment = comments.begin();
  while (at < text.size()) {
    while (comment != comments.end() && comment->end <= at) ++comment;
    if (comment != comments.end() && comment->begin <= at) {
      at = comment->end;
      continue;
    }
    const char c = text[at];
    const std::array three{c, c, c};
    const std::string_view triple(three.data(), three.size());
    const bool is_quote = c == '"' || c == '\'';
    const bool is_raw = c == '`' && has_raw_strings(language);
    // A single quote after two letters or digits is an apostrophe. After only one letter, it may
    // start a string, as in r'...'.
    const bool is_apostrophe =
        c == '\'' && at > 1 && is_alphanumeric(text[at - 1]) && is_alphanumeric(text[at - 2]);
    const bool is_triple = is_quote && text.substr(at).starts_with(triple);
    std::size_t first = at + 1;
    std::size_t end = std::string_view::npos;
    if (is_triple) {
      first = at + 3;
      end = text.find(triple, first);
    } else if (is_raw) {
      end = text.find(c, first);
    } else if (is_quote && !is_apostrophe) {
      end = end_of_line_string(text, at);
    }
    if (end == std::string_view::npos) {
      at += c == '\\' ? 2 : 1;
      continue;
    }
    add(first, end);
    at = end + (is_triple ? 3 : 1);
  }
  return ranges;
}

}  // namespace gitctx

#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The maximum length of an indexed word. Longer words are encoded values rather than names.
inline constexpr std::size_t longest_word_bytes = 96;

namespace detail {
inline constexpr std::array<bool, 256> word_bytes = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 256; ++c) {
    table[static_cast<std::size_t>(c)] = c >= 128 || (c >= '0' && c <= '9') ||
                                         (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                         c == '_';
  }
  return table;
}();
}  // namespace detail

/// Whether a byte can be a part of a word. Bytes of non-ASCII characters always can; take_word()
/// decides for the whole character.
constexpr bool is_word_byte(char c) { return detail::word_bytes[static_cast<unsigned char>(c)]; }

/// Returns the next word of a run of word bytes, and removes this word from the run. Returns an
/// empty word at the end of the run. Non-ASCII punctuation, symbols and invalid UTF-8 separate
/// words. Chinese, Japanese or Korean characters are words of their own, apart from the letters
/// beside them. Up to 16 of them are one word. In a longer sequence, each word begins with the last
/// character of the word before it, so that each pair of neighbouring characters is in one word.
std::string_view take_word(std::string_view& run);

/// Calls `visit(word)` for every word of a text. A word consists of ASCII letters, digits, '_' and
/// non-ASCII letters. take_word() says how non-ASCII characters separate words.
template <class Visit>
void for_each_word(std::string_view text, Visit&& visit) {
  std::size_t i = 0;
  while (i < text.size()) {
    while (i < text.size() && !is_word_byte(text[i])) ++i;
    const std::size_t begin = i;
    bool is_ascii = true;
    for (; i < text.size() && is_word_byte(text[i]); ++i) {
      is_ascii = is_ascii && static_cast<unsigned char>(text[i]) < 0x80;
    }
    std::string_view run = text.substr(begin, i - begin);
    if (is_ascii) {
      if (!run.empty()) visit(run);
      continue;
    }
    while (!run.empty()) {
      const std::string_view word = take_word(run);
      if (!word.empty()) visit(word);
    }
  }
}

/// A split word, lower-cased. `HTTPServer_v2` has the parts http, server and v2; its whole
/// is httpserverv2.
struct WordParts {
  std::vector<std::string> parts;
  std::string whole;  ///< the parts joined; empty if there is only one part, and for CJK
};

/// Splits a word from for_each_word: at '_', at camelCase humps, after acronyms, and before numbers
/// of more than three digits (sha256 stays one part; page20260 becomes page, 20260). Non-ASCII
/// punctuation, symbols and invalid UTF-8 separate parts. Runs of Chinese, Japanese or Korean
/// characters become overlapping pairs of characters.
WordParts split_word(std::string_view word);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

// These functions tell prose, data and code apart.

/// Whether the files of a language are mostly sentences.
bool is_prose(Language language);

/// Whether the files of a language are mostly data, such as settings.
bool is_data(Language language);

/// Whether the files of a language are programs.
bool is_code(Language language);

/// The contents of the string literals in a text, without their quotes, in the order of the text. A
/// simple scan finds them: it pairs single and double quotes within a line, and triple quotes and
/// backticks across lines. Quotes in `comments`, which must be sorted, are ignored.
std::vector<ByteRange> string_ranges(std::string_view text, Language language,
                                     const std::vector<ByteRange>& comments);

/// Whether a byte is in one of the sorted, disjoint ranges.
bool is_in(const std::vector<ByteRange>& ranges, std::size_t at);

/// Whether a character can be a part of a name in some language.
constexpr bool is_name_byte(char c) {
  return is_alphanumeric(c) || c == '_' || c == '$' || c == '?' || c == '!';
}

/// Whether a word is in the English dictionary, ignoring case.
bool is_english_word(std::string_view word);

}  // namespace gitctx

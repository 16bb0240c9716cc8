#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

// What the text of a file is: prose, data or code.

/// Whether the files of a language are mostly sentences.
bool is_prose(Language language);

/// Whether the files of a language are mostly data, such as settings.
bool is_data(Language language);

/// Whether the files of a language are programs.
bool is_code(Language language);

/// The contents of the strings of a text, without the quotes; sorted. A simple scan: it pairs
/// quotes within a line, and three quotes or backticks across lines. Quotes in `comments`, which
/// must be sorted, do not count.
std::vector<ByteRange> string_ranges(std::string_view text, Language language,
                                     const std::vector<ByteRange>& comments);

/// Whether a byte is in one of the sorted, disjoint ranges.
bool is_in(const std::vector<ByteRange>& ranges, std::size_t at);

/// Whether a character can be a part of a name in some language.
constexpr bool is_name_byte(char c) {
  return is_alphanumeric(c) || c == '_' || c == '$' || c == '?' || c == '!';
}

/// Whether a word, in any case, is in the dictionary of English.
bool is_english_word(std::string_view word);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// One code point at the front of a text. For ill-formed UTF-8, `is_valid` is false and `size` is
/// the length of the part to replace by one U+FFFD (Unicode 3.9, table 3-8).
struct DecodedCodePoint {
  char32_t value = 0xFFFD;
  std::size_t size = 0;  ///< bytes; at least 1
  bool is_valid = false;
};

/// Code points from `first` to `last`.
struct CodePointRange {
  char32_t first;
  char32_t last;
};

/// Whether a code point is in one of the ranges, which must be sorted.
bool is_in(std::span<const CodePointRange> ranges, char32_t code_point);

/// Decodes the first code point of `text`, which must not be empty.
DecodedCodePoint decode_utf8(std::string_view text);

/// Appends the UTF-8 form of a code point, which must be below U+110000. Surrogates are not
/// checked.
void append_utf8(std::string& out, char32_t code_point);

bool is_valid_utf8(std::string_view text);

/// `text` with every ill-formed sequence replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

/// Converts a text to UTF-8. `encoding` is the name of its encoding, as iconv knows it. Up to
/// `most_invalid` invalid parts become U+FFFD. Returns nothing if there are more of them, or if the
/// encoding is unknown. The result is valid UTF-8.
std::optional<std::string> convert_to_utf8(std::string_view text, const std::string& encoding,
                                           std::size_t most_invalid = 0);

/// Whether a byte is inside a character, not at its beginning.
constexpr bool is_utf8_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// The longest prefix of at most `most_bytes` that does not end inside a character.
std::string_view cut_utf8(std::string_view text, std::size_t most_bytes);

/// The longest prefix of at most `max_code_points` whole code points.
std::string_view truncate_utf8(std::string_view text, std::size_t max_code_points);

/// The number of terminal columns that `text` takes. East Asian wide characters and emoji take two
/// columns; combining marks, joiners and control characters take none.
std::size_t display_width(std::string_view text);

}  // namespace gitctx

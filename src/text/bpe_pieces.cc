#include "text/bpe_pieces.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/utf8.h"

namespace gitctx {
namespace {

// The character classes of the regular expressions, as bits of a set. Punctuation, symbols and
// control characters have no bit.
enum Kind : std::uint8_t {
  upper = 1,   ///< Lu, Lt
  lower = 2,   ///< Ll
  letter = 4,  ///< Lm, Lo
  mark = 8,    ///< M
  number = 16,
  blank = 32,  ///< White_Space other than \n and \r
  line_end = 64,
};
constexpr std::uint8_t letters = upper | lower | letter;
constexpr std::uint8_t blanks = blank | line_end;
constexpr std::uint8_t word_start = upper | letter | mark;  // U in bpe_pieces.h
constexpr std::uint8_t word_end = lower | letter | mark;    // W in bpe_pieces.h

constexpr char32_t next_line = 0x85;  // both a control character and white space

struct KindOfRange {
  char32_t first;
  char32_t last;
  std::uint8_t kind;
};

// Sorted ranges of characters that Unicode 15.1 and 16 added. tiktoken knows the classes of these
// characters, but utf8proc 2.8 does not.
constexpr KindOfRange newer_ranges[] = {
    {0x897, 0x897, mark},       {0x1C89, 0x1C89, upper},    {0x1C8A, 0x1C8A, lower},
    {0xA7CB, 0xA7CC, upper},    {0xA7CD, 0xA7CD, lower},    {0xA7DA, 0xA7DA, upper},
    {0xA7DB, 0xA7DB, lower},    {0xA7DC, 0xA7DC, upper},    {0x105C0, 0x105F3, letter},
    {0x10D40, 0x10D49, number}, {0x10D4A, 0x10D4F, letter}, {0x10D50, 0x10D65, upper},
    {0x10D69, 0x10D6D, mark},   {0x10D6F, 0x10D6F, letter}, {0x10D70, 0x10D85, lower},
    {0x10EC2, 0x10EC4, letter}, {0x10EFC, 0x10EFC, mark},   {0x11380, 0x11389, letter},
    {0x1138B, 0x1138B, letter}, {0x1138E, 0x1138E, letter}, {0x11390, 0x113B5, letter},
    {0x113B7, 0x113B7, letter}, {0x113B8, 0x113C0, mark},   {0x113C2, 0x113C2, mark},
    {0x113C5, 0x113C5, mark},   {0x113C7, 0x113CA, mark},   {0x113CC, 0x113D0, mark},
    {0x113D1, 0x113D1, letter}, {0x113D2, 0x113D2, mark},   {0x113D3, 0x113D3, letter},
    {0x113E1, 0x113E2, mark},   {0x116D0, 0x116E3, number}, {0x11BC0, 0x11BE0, letter},
    {0x11BF0, 0x11BF9, number}, {0x11F5A, 0x11F5A, mark},   {0x13460, 0x143FA, letter},
    {0x16100, 0x1611D, letter}, {0x1611E, 0x1612F, mark},   {0x16130, 0x16139, number},
    {0x16D40, 0x16D6C, letter}, {0x16D70, 0x16D79, number}, {0x18CFF, 0x18CFF, letter},
    {0x1CCF0, 0x1CCF9, number}, {0x1E5D0, 0x1E5ED, letter}, {0x1E5EE, 0x1E5EF, mark},
    {0x1E5F0, 0x1E5F0, letter}, {0x1E5F1, 0x1E5FA, number}, {0x2EBF0, 0x2EE5D, letter},
};

std::uint8_t kind_of_unassigned(char32_t code_point) {
  const auto* const range =
      std::ranges::lower_bound(newer_ranges, code_point, {}, &KindOfRange::last);
  return range != std::end(newer_ranges) && code_point >= range->first ? range->kind : 0;
}

struct Character {
  std::uint8_t kind = 0;
  std::size_t size = 0;  ///< 0: the end of the text
};

std::uint8_t kind_of(char32_t code_point) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
      return upper;
    case UTF8PROC_CATEGORY_LL:
      return lower;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return letter;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return mark;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return number;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return blank;
    case UTF8PROC_CATEGORY_CN:
      return kind_of_unassigned(code_point);
    default:
      return code_point == next_line ? blank : 0;
  }
}

std::uint8_t kind_of_ascii(char c) {
  if (c >= 'a' && c <= 'z') return lower;
  if (c >= 'A' && c <= 'Z') return upper;
  if (c >= '0' && c <= '9') return number;
  if (c == '\n' || c == '\r') return line_end;
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' ? blank : 0;
}

Character character_at(std::string_view text, std::size_t position) {
  static const auto ascii_kinds = [] {
    std::array<std::uint8_t, 128> kinds{};
    for (int c = 0; c < 128; ++c) kinds[c] = kind_of_ascii(static_cast<char>(c));
    return kinds;
  }();
  if (position == text.size()) return {};
  const auto first = static_cast<unsigned char>(text[position]);
  if (first < 128) return {ascii_kinds[first], 1};
  const DecodedCodePoint decoded = decode_utf8(text.substr(position));
  return {kind_of(decoded.value), decoded.size};
}

/// The end of the run of characters of `kinds` that begins at `position`.
std::size_t skip(std::string_view text, std::size_t position, std::uint8_t kinds) {
  for (;;) {
    const Character character = character_at(text, position);
    if ((character.kind & kinds) == 0) return position;
    position += character.size;
  }
}

/// The size of 's, 't, 're, 've, 'm, 'll or 'd at `position`, ignoring case; 0 if there is none.
std::size_t contraction_size(std::string_view text, std::size_t position) {
  const std::string_view rest = text.substr(position);
  if (rest.size() < 2 || rest[0] != '\'') return 0;
  // U+017F, the long s, counts as a lower-case S in regular expressions that ignore case.
  if (rest.substr(1).starts_with("\xC5\xBF")) return 3;
  const auto lower_at = [&](std::size_t i) {
    return i < rest.size() ? static_cast<char>(rest[i] | 0x20) : '\0';
  };
  switch (lower_at(1)) {
    case 's':
    case 't':
    case 'm':
    case 'd':
      return 2;
    case 'r':
    case 'v':
      return lower_at(2) == 'e' ? 3 : 0;
    case 'l':
      return lower_at(2) == 'l' ? 3 : 0;
    default:
      return 0;
  }
}

/// The end of the match of U*W+ at `begin`; 0 if there is no match. U* first takes the whole run of
/// characters in U. If no lower-case letter follows, U* gives characters back until W+ can match
/// one. So the match ends after the last character of the run that is also in W.
std::size_t end_of_ordinary_word(std::string_view text, std::size_t begin) {
  std::size_t position = begin;
  std::size_t last_of_both = 0;
  for (;;) {
    const Character character = character_at(text, position);
    if ((character.kind & word_start) == 0) {
      return character.kind == lower ? skip(text, position, word_end) : last_of_both;
    }
    position += character.size;
    if ((character.kind & word_end) != 0) last_of_both = position;
  }
}

/// Tries, in order, the alternatives of o200k_base that match words. Returns the end of the first
/// match; 0 if none matches.
std::size_t end_of_cased_word(std::string_view text, const Character& first) {
  const bool has_prefix = (first.kind & (letters | number | line_end)) == 0;
  if (has_prefix) {
    if (const auto end = end_of_ordinary_word(text, first.size)) return end;
  }
  if (const auto end = end_of_ordinary_word(text, 0)) return end;
  // Only capitals can still match, because capitals followed by lower-case letters are an ordinary
  // word.
  const std::size_t begin = has_prefix ? first.size : 0;
  const std::size_t end = skip(text, begin, upper);
  return end == begin ? 0 : end;
}

std::size_t word_size(BpeEncoding encoding, std::string_view text, const Character& first) {
  if (encoding == BpeEncoding::o200k_base) {
    const std::size_t end = end_of_cased_word(text, first);
    return end == 0 ? 0 : end + contraction_size(text, end);
  }
  if (const auto size = contraction_size(text, 0)) return size;
  const bool has_prefix = (first.kind & (letters | number | line_end)) == 0;
  const std::size_t begin = has_prefix ? first.size : 0;
  const std::size_t end = skip(text, begin, letters);
  return end == begin ? 0 : end;
}

std::size_t number_size(std::string_view text, const Character& first) {
  std::size_t size = 0;
  Character digit = first;
  for (int count = 0; count < 3 && digit.kind == number; ++count) {
    size += digit.size;
    digit = character_at(text, size);
  }
  return size;
}

std::size_t punctuation_size(BpeEncoding encoding, std::string_view text) {
  const std::size_t begin = text[0] == ' ' ? 1 : 0;
  std::size_t end = begin;
  for (;;) {
    const Character character = character_at(text, end);
    if (character.size == 0 || (character.kind & (letters | number | blanks)) != 0) break;
    end += character.size;
  }
  if (end == begin) return 0;
  const std::string_view closing = encoding == BpeEncoding::o200k_base ? "\r\n/" : "\r\n";
  const std::size_t after = text.find_first_not_of(closing, end);
  return after == std::string_view::npos ? text.size() : after;
}

/// The size of a piece that consists of blanks. If the blanks contain line ends, the piece ends
/// after the last one. Otherwise, the last of several blanks belongs to the next piece, if text
/// follows.
std::size_t blanks_size(std::string_view text) {
  std::size_t end = 0;
  std::size_t last = 0;
  std::size_t after_line_end = 0;
  for (;;) {
    const Character character = character_at(text, end);
    if ((character.kind & blanks) == 0) break;
    last = end;
    end += character.size;
    if (character.kind == line_end) after_line_end = end;
  }
  if (after_line_end > 0) return after_line_end;
  return end == text.size() || last == 0 ? end : last;
}

}  // namespace

std::size_t first_piece(BpeEncoding encoding, std::string_view text) {
  const Character first = character_at(text, 0);
  if (const auto size = word_size(encoding, text, first)) return size;
  if (const auto size = number_size(text, first)) return size;
  if (const auto size = punctuation_size(encoding, text)) return size;
  return blanks_size(text);
}

}  // namespace gitctx

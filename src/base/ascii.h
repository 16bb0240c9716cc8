#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gitctx {

/// Character classes and case conversion for ASCII, independent of the locale. Bytes above 127
/// belong to no class and have no case, so the functions never change non-ASCII characters.

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
constexpr bool is_identifier_char(char c) { return is_alphanumeric(c) || c == '_'; }

constexpr char lower_case(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper_case(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

inline std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower_case(c);
  return out;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower_case(x) == lower_case(y); });
}

/// The characters that count as blanks: space, tab, carriage return and newline.
inline constexpr std::string_view blank_characters = " \t\r\n";

constexpr bool is_blank(char c) { return blank_characters.contains(c); }

/// Whether all characters of `text` are in blank_characters. True for an empty text.
constexpr bool has_only_blanks(std::string_view text) {
  return text.find_first_not_of(blank_characters) == std::string_view::npos;
}

/// `text` without the `removed` characters at both ends.
constexpr std::string_view trimmed(std::string_view text,
                                   std::string_view removed = blank_characters) {
  const std::size_t begin = text.find_first_not_of(removed);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(removed) - begin + 1);
}

/// `text` without the `removed` characters at the front.
constexpr std::string_view trimmed_front(std::string_view text,
                                         std::string_view removed = blank_characters) {
  text.remove_prefix(std::min(text.find_first_not_of(removed), text.size()));
  return text;
}

/// Whether `words` contains `word`. `words` is a range of texts, such as an array or a list in
/// braces.
template <typename Words = std::initializer_list<std::string_view>>
constexpr bool is_one_of(std::string_view word, const Words& words) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

/// Returns the front of `rest` up to `separator`, or all of `rest` if it has no separator. Removes
/// the returned part and the separator from `rest`.
constexpr std::string_view take_part(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace gitctx

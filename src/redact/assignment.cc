#include "redact/assignment.h"

#include <algorithm>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_gap = 40;

bool is_name_character(char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '.'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

/// Reads a text forward. The end of the text reads as a line end.
class LineCursor {
 public:
  LineCursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  char here() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\n'; }
  void advance(std::size_t count = 1) { at_ += count; }
  bool skip(char c) {
    if (here() != c) return false;
    ++at_;
    return true;
  }
  /// Skips at most `most` characters of the class. Returns the number of skipped characters.
  std::size_t skip_all(bool (*belongs)(char), std::size_t most) {
    const std::size_t begin = at_;
    while (at_ - begin < most && at_ < text_.size() && belongs(text_[at_])) ++at_;
    return at_ - begin;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

/// Skips a quote, which may be escaped: `"` or `\"`. Returns the quote; '\0' if there is none.
char skip_quote(LineCursor& cursor) {
  if (cursor.here() == '\\' && is_quote(cursor.next())) cursor.advance();
  if (!is_quote(cursor.here())) return '\0';
  const char quote = cursor.here();
  cursor.advance();
  return quote;
}

/// Skips the operator between a name and its value. Returns SecretCandidate::sign for the operator;
/// '\0' if there is no operator.
char skip_sign(LineCursor& cursor) {
  cursor.skip_all(is_space, longest_gap);
  switch (cursor.here()) {
    case '=':
      cursor.advance();
      if (cursor.here() == '=' || cursor.here() == '>' || cursor.here() == '~') cursor.advance();
      cursor.skip('=');
      return '=';
    case ':':
      cursor.advance();
      if (cursor.here() == ':') return '\0';
      return cursor.skip('=') ? '=' : ':';
    case '!':
    case '?':
    case '|':
    case '+':
      // `!=`, `?=`, `||=`, `+=`
      cursor.advance();
      cursor.skip('|');
      return cursor.skip('=') ? '=' : '\0';
    case ',':
      cursor.advance();
      return ',';
    case '(':
      cursor.advance();
      return '(';
    case '>':
      cursor.advance();
      return '>';
    default:
      return '\0';
  }
}

/// Skips a type and the `=` after it, as in `token: String = "..."`. Returns whether both were
/// present.
bool skip_type(LineCursor& cursor) {
  LineCursor ahead = cursor;
  ahead.skip_all(is_space, longest_gap);
  const std::size_t size = ahead.skip_all(
      [](char c) {
        return is_alphanumeric(c) || c == '&' || c == '_' || c == '\'' || c == '?' || c == '<' ||
               c == '>';
      },
      longest_gap);
  ahead.skip_all(is_space, longest_gap);
  if (size == 0 || ahead.here() != '=' || ahead.next() == '=') return false;
  ahead.advance();
  cursor = ahead;
  return true;
}

/// The number of blanks at the start of the line that contains the name; nothing if the line is too
/// long.
std::optional<std::size_t> indent_of(std::string_view text, std::size_t name) {
  constexpr std::size_t longest = 200;
  const std::size_t first = name > longest ? name - longest : 0;
  std::string_view line = text.substr(first, name - first);
  const std::size_t newline = line.find_last_of("\r\n");
  if (newline == std::string_view::npos && first > 0) return std::nullopt;
  if (newline != std::string_view::npos) line.remove_prefix(newline + 1);
  // Inside a string of code or JSON, the line starts after the escape `\n`.
  const std::size_t escape = line.rfind("\\n");
  if (escape != std::string_view::npos) line.remove_prefix(escape + 2);
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Skips the end of the line and the indent of the next line if the next line is indented more than
/// the line with the name. In YAML, the value may be there, with or without `|`, `>-` and the like.
/// Returns whether anything was skipped.
bool skip_line_end(LineCursor& cursor, std::string_view text, std::size_t name) {
  LineCursor ahead = cursor;
  if (ahead.skip('|') || ahead.skip('>')) {
    ahead.skip_all([](char c) { return c == '+' || c == '-' || is_digit(c); }, 2);
    ahead.skip_all(is_space, longest_gap);
  }
  if (ahead.here() == '#') ahead.skip_all([](char c) { return c != '\r' && c != '\n'; }, 200);
  ahead.skip('\r');
  if (ahead.here() == '\\' && ahead.next() == 'n') {
    ahead.advance(2);
  } else if (ahead.at() >= text.size() || !ahead.skip('\n')) {
    return false;
  }
  const std::size_t indent = ahead.skip_all(is_space, longest_gap);
  if (ahead.here() == '\r' || ahead.here() == '\n') return false;
  const auto least = indent_of(text, name);
  if (!least || indent <= *least) return false;
  if (ahead.here() == '-' && is_space(ahead.next())) ahead.advance(2);
  cursor = ahead;
  return true;
}

/// The end of a value that starts after its opening quote. If the closing quote is `\"`, the end is
/// before the backslash. An escaped quote is part of the value, unless no other quote follows,
/// because not every language has escapes. If `is_nested`, the value is inside another string, so
/// its own quotes are written `\"`.
std::size_t end_of_quoted(std::string_view text, std::size_t begin, std::size_t longest, char quote,
                          bool is_nested) {
  const std::string_view part = text.substr(begin, longest);
  std::size_t backslashes = 0;  // the number of backslashes directly before part[i]
  std::size_t first_escaped = std::string_view::npos;
  for (std::size_t i = 0; i < part.size() && part[i] != '\n' && part[i] != '\r'; ++i) {
    if (part[i] == quote) {
      const bool has_backslash = backslashes % 2 == 1;
      const bool is_escaped = has_backslash && (!is_nested || backslashes / 2 % 2 == 1);
      if (!is_escaped) return begin + i - (has_backslash ? 1 : 0);
      if (first_escaped == std::string_view::npos) first_escaped = begin + i - 1;
    }
    backslashes = part[i] == '\\' ? backslashes + 1 : 0;
  }
  return first_escaped;
}

/// The end of a value without quotes. If `is_variable`, the value belongs to an environment
/// variable, so it may contain `&` and `,`.
std::size_t end_of_bare(std::string_view text, std::size_t begin, std::size_t longest,
                        bool is_variable) {
  const std::string_view part = text.substr(begin, longest);
  const std::string_view ends = is_variable ? " \t\r\n\"'`<>;|\\" : " \t\r\n\"'`<>,;&|\\";
  return begin + std::min(part.find_first_of(ends), part.size());
}

}  // namespace

std::optional<SecretCandidate> read_assignment(std::string_view text, std::size_t at,
                                               std::size_t longest_value) {
  // The name.
  std::size_t begin = at;
  while (begin > 0 && at - begin < longest_name && is_name_character(text[begin - 1]) &&
         !(begin > 1 && text[begin - 2] == '\\')) {
    --begin;
  }
  LineCursor cursor(text, at);
  if (is_quote(cursor.here()) || cursor.here() == ':') {
    cursor.advance();
    ++begin;
  }
  cursor.skip_all(is_name_character, longest_name);
  const std::string_view name = text.substr(begin, cursor.at() - begin);

  // The operator.
  const bool is_option = name.starts_with("--");
  const char closing = skip_quote(cursor);
  cursor.skip(']');
  const std::size_t end_of_name = cursor.at();
  char sign = skip_sign(cursor);
  if (sign == '\0' && is_option && cursor.at() > end_of_name) sign = ' ';
  if (sign == '\0') return std::nullopt;
  // In `checker.check("...")`, only the last part of the name says what the value is.
  if ((sign == ',' || sign == '(') && name.find_last_of('.') != std::string_view::npos &&
      begin + name.find_last_of('.') > at) {
    return std::nullopt;
  }
  const bool is_tight = cursor.at() == end_of_name + 1;
  if (sign == ':' && closing == '\0' && skip_type(cursor)) sign = '=';
  const std::size_t gap = cursor.skip_all(is_space, longest_gap);
  const bool is_on_next_line = sign != ',' && skip_line_end(cursor, text, begin);

  // The value. A string may have a prefix, as in b"..." and f'...'.
  if (is_letter(cursor.here()) && is_quote(cursor.next())) cursor.advance();
  if (cursor.here() == '@' && cursor.next() == '"') cursor.advance();
  const char quote = skip_quote(cursor);
  const bool needs_quote = sign == ',' || sign == '(' || (is_on_next_line && sign != ':');
  if (quote == '\0' && needs_quote) return std::nullopt;
  const std::size_t value = cursor.at();
  const bool is_parameter = begin > 0 && (text[begin - 1] == '?' || text[begin - 1] == '&');
  const bool is_variable =
      sign == '=' && is_tight && gap == 0 && !is_parameter && std::ranges::none_of(name, is_lower);
  const bool is_nested = quote != '\0' && value > 1 && text[value - 2] == '\\';
  const std::size_t end = quote != '\0'
                              ? end_of_quoted(text, value, longest_value, quote, is_nested)
                              : end_of_bare(text, value, longest_value, is_variable);
  if (end == std::string_view::npos || end <= value) return std::nullopt;
  return SecretCandidate{.text = text,
                         .begin = value,
                         .end = end,
                         .name = name,
                         .sign = sign,
                         .is_tight = is_tight && gap == 0 && !is_on_next_line,
                         .is_quoted = quote != '\0',
                         .is_on_next_line = is_on_next_line};
}

}  // namespace gitctx

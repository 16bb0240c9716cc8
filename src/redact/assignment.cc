#include "redact/assignment.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "redact/blanks.h"

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
  std::string_view rest() const { return text_.substr(std::min(at_, text_.size())); }
  void advance(std::size_t count = 1) { at_ += count; }
  bool skip(char c) {
    if (here() != c) return false;
    ++at_;
    return true;
  }
  bool skip(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  /// Skips at most `most` characters of the class. Returns the number of skipped characters.
  std::size_t skip_all(bool (*belongs)(char), std::size_t most) {
    const std::size_t begin = at_;
    while (at_ - begin < most && at_ < text_.size() && belongs(text_[at_])) ++at_;
    return at_ - begin;
  }
  /// Skips ASCII and Unicode blanks, but no line ends. Returns the number of skipped bytes.
  std::size_t skip_blanks() {
    const std::size_t begin = at_;
    while (at_ - begin < longest_gap) {
      const std::size_t size = size_of_blank(text_, at_);
      if (size == 0) break;
      at_ += size;
    }
    return at_ - begin;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

/// The HTML entities for quotes.
constexpr std::array<std::string_view, 4> entities{"&quot;", "&#34;", "&#39;", "&apos;"};

/// The text that ends a value. It is empty if the value has no quotes.
using Closing = std::string_view;

/// Skips the quote that opens a value: `"`, `\"`, `"""`, `&quot;` or the doubled quote of CSV.
/// Returns the text that ends the value.
Closing skip_quote(LineCursor& cursor) {
  for (const std::string_view entity : entities) {
    if (cursor.skip(entity)) return entity;
  }
  if (cursor.here() == '\\' && is_quote(cursor.next())) cursor.advance();
  if (!is_quote(cursor.here())) return {};
  const std::string_view rest = cursor.rest();
  const std::size_t run = std::min(rest.substr(0, 4).find_first_not_of(rest.front()), rest.size());
  constexpr std::size_t doubled = 2, tripled = 3, longest = 200;
  const std::string_view part = rest.substr(0, rest.substr(0, longest).find('\n'));
  const bool is_doubled =
      run == doubled && part.size() > run &&
      (is_alphanumeric(part[run]) || std::string_view("!#$%^*_@").contains(part[run])) &&
      part.find(part.substr(0, run), run) != std::string_view::npos;
  const std::size_t size = run == tripled ? tripled : is_doubled ? doubled : 1;
  cursor.advance(size);
  return rest.substr(0, size);
}

/// Skips the quote after a name: `"`, `\"`, `&quot;` or the doubled quote of CSV. Returns whether
/// there is one.
bool skip_quote_of_name(LineCursor& cursor) {
  for (const std::string_view entity : entities) {
    if (cursor.skip(entity)) return true;
  }
  if (cursor.here() == '\\' && is_quote(cursor.next())) cursor.advance();
  if (!is_quote(cursor.here())) return false;
  const char quote = cursor.here();
  cursor.advance();
  cursor.skip(quote);
  return true;
}

/// Skips the prefix of a string literal, as in b"..." and @"...". Returns whether a literal
/// follows.
bool skip_prefix(LineCursor& cursor) {
  if (is_letter(cursor.here()) && is_quote(cursor.next())) cursor.advance();
  if (cursor.here() == '@' && cursor.next() == '"') cursor.advance();
  return is_quote(cursor.here()) || (cursor.here() == '\\' && is_quote(cursor.next())) ||
         std::ranges::any_of(
             entities, [&](std::string_view entity) { return cursor.rest().starts_with(entity); });
}

/// Skips an operator that gives a default, if a string literal follows: `|| "..."`, `or "..."`,
/// `.unwrap_or("...")`.
bool skip_default_operator(LineCursor& cursor) {
  LineCursor ahead = cursor;
  ahead.skip_blanks();
  const bool is_word = ahead.at() > cursor.at() && ahead.skip("or ");
  const bool is_operator =
      is_word ||
      std::ranges::any_of(
          std::array<std::string_view, 7>{"||", "??", "?:", ".unwrap_or(", ".unwrap_or_else(|_|",
                                          ".orElse(", ".getOrElse("},
          [&](std::string_view word) { return ahead.skip(word); });
  ahead.skip_blanks();
  if (!is_operator || !skip_prefix(ahead)) return false;
  cursor = ahead;
  return true;
}

/// Whether the text is the start of a call that reads an environment variable: `os.getenv("A"`.
bool is_call_for_variable(std::string_view text) {
  const std::string_view function = text.substr(0, text.find('('));
  return function.size() < text.size() && (function.contains("env") || function.contains("ENV"));
}

/// Skips a reference up to its default value: `process.env.PASSWORD || "..."`,
/// `os.getenv("PASSWORD", "...")`. Returns whether a string literal follows.
bool skip_reference(LineCursor& cursor) {
  constexpr std::size_t longest = 120;
  const std::string_view text = cursor.rest();
  LineCursor ahead = cursor;
  for (std::size_t i = 0; i < longest; ++i) {
    if (i > 0 && skip_default_operator(ahead)) {
      cursor = ahead;
      return true;
    }
    if (ahead.here() == ',' && is_call_for_variable(text.substr(0, i))) {
      ahead.advance();
      ahead.skip_blanks();
      if (!skip_prefix(ahead)) return false;
      cursor = ahead;
      return true;
    }
    // Two words, as in `a if b or "..."`, are not a reference.
    if (is_space(ahead.here()) && is_letter(ahead.next())) return false;
    if (!is_name_character(ahead.here()) &&
        !std::string_view("$()[]\"'?>! ").contains(ahead.here())) {
      return false;
    }
    ahead.advance();
  }
  return false;
}

/// The start of a default in a shell expansion: `${PASSWORD:-`.
constexpr std::string_view expansion = ":-";

/// Skips the start of a shell expansion with a default.
bool skip_expansion(LineCursor& cursor) {
  LineCursor ahead = cursor;
  if (is_quote(ahead.here())) ahead.advance();
  if (!ahead.skip("${") || ahead.skip_all(is_identifier_char, longest_name) == 0 ||
      !ahead.skip(expansion)) {
    return false;
  }
  cursor = ahead;
  return true;
}

/// Skips a bracket, or a conversion that does not change the string literal after it: `("...")`,
/// `{"..."}`, `String::from("...")`. Returns the bracket; '\0' if there is none.
char skip_wrapper(LineCursor& cursor) {
  constexpr auto conversions = std::to_array<std::string_view>({"",
                                                                "string",
                                                                "std::string",
                                                                "String",
                                                                "String::from",
                                                                "str",
                                                                "bytes",
                                                                "[]byte",
                                                                "Some",
                                                                "Just",
                                                                "Optional.of",
                                                                "Secret",
                                                                "Secret::new",
                                                                "SecretStr",
                                                                "SecretString",
                                                                "SecretString::new",
                                                                "SecretString::from",
                                                                "SecretBox::new",
                                                                "Box::from",
                                                                "Arc::from",
                                                                "Cow::from",
                                                                "Cow::Borrowed",
                                                                "Buffer.from",
                                                                "QString",
                                                                "QStringLiteral",
                                                                "TEXT",
                                                                "_T"});
  constexpr int most_wrappers = 3;
  LineCursor ahead = cursor;
  char bracket = '\0';
  for (int i = 0; i < most_wrappers; ++i) {
    ahead.skip("new ");
    const std::string_view rest = ahead.rest();
    const std::size_t size = ahead.skip_all(
        [](char c) { return is_name_character(c) || c == ':' || c == '[' || c == ']'; },
        longest_gap);
    if (std::ranges::find(conversions, rest.substr(0, size)) == conversions.end()) return '\0';
    // `{{"...", 1}}` is a map.
    if (bracket == '{' && ahead.here() == '{') return '\0';
    bracket = ahead.here();
    if (!ahead.skip('(') && !ahead.skip('{')) return '\0';
    ahead.skip_blanks();
    if (!skip_prefix(ahead)) continue;
    cursor = ahead;
    return bracket;
  }
  return '\0';
}

/// Skips the tag and the anchor that YAML allows before a value: `!!str`, `&name`.
void skip_tag(LineCursor& cursor) {
  for (const std::string_view sign : {"!!", "&", "!!"}) {
    LineCursor ahead = cursor;
    if (!ahead.skip(sign) || ahead.skip_all(is_name_character, longest_gap) == 0) continue;
    if (ahead.skip_blanks() > 0 || ahead.here() == '\r' || ahead.here() == '\n') cursor = ahead;
  }
}

/// Skips the operator between a name and its value. Returns SecretCandidate::sign for the operator;
/// '\0' if there is no operator.
char skip_sign(LineCursor& cursor) {
  cursor.skip_blanks();
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
  ahead.skip_blanks();
  ahead.skip("&'static ");
  const std::size_t size = ahead.skip_all(
      [](char c) {
        return is_alphanumeric(c) || c == '&' || c == '_' || c == '\'' || c == '?' || c == '<' ||
               c == '>';
      },
      longest_gap);
  ahead.skip_blanks();
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
  // Inside a string literal in code or JSON, the line starts after the escape `\n`.
  const std::size_t escape = line.rfind("\\n");
  if (escape != std::string_view::npos) line.remove_prefix(escape + 2);
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Skips the end of the line and the indent of the next line if the next line is indented more than
/// the line with the name. In YAML, the value may be on the next line. A mark such as `|` or `>-`
/// may precede the line end. Returns whether anything was skipped.
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

/// The position of the first `closing` after the start of a value, on the same line; npos if there
/// is none.
std::size_t end_before(std::string_view text, std::size_t begin, std::size_t longest,
                       Closing closing) {
  const std::string_view part = text.substr(begin, longest);
  const std::size_t size = part.substr(0, part.find_first_of("\r\n")).find(closing);
  return size == std::string_view::npos ? size : begin + size;
}

/// The end of a quoted value; `begin` is the position after the opening quote. The first unescaped
/// quote ends the value. If there is none, the first escaped quote ends it, because not every
/// language has escapes. If `is_nested`, the value is inside another string, so its closing quote
/// is written `\"`, and the value ends before the backslash.
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

/// The end of a value without quotes. If `is_variable`, the assignment sets an environment
/// variable, so the value may contain `&` and `,`.
std::size_t end_of_bare(std::string_view text, std::size_t begin, std::size_t longest,
                        bool is_variable) {
  const std::string_view part = text.substr(begin, longest);
  const std::string_view ends = is_variable ? " \t\r\n\"'`<>;|\\" : " \t\r\n\"'`<>,;&|\\";
  const std::size_t size = std::min(part.find_first_of(ends), part.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (size_of_blank(part, i) > 0) return begin + i;
  }
  return begin + size;
}

/// Omits the Unicode blanks at both ends of a value.
void trim_blanks(std::string_view text, std::size_t& begin, std::size_t& end) {
  constexpr std::size_t shortest = 2, longest = 3;
  while (begin < end && size_of_blank(text, begin) >= shortest) begin += size_of_blank(text, begin);
  for (std::size_t size = shortest; size <= longest; ++size) {
    while (end >= begin + size && size_of_blank(text, end - size) == size) end -= size;
  }
}

/// Whether another parameter of a URL or form follows the value: `&name=`.
bool has_parameter_after(std::string_view text, std::size_t value, std::size_t longest) {
  const std::string_view part = text.substr(value, longest);
  std::size_t at = part.find_first_of("& \t\r\n");
  if (at == std::string_view::npos || part[at] != '&') return false;
  const std::size_t name = ++at;
  while (at < part.size() && is_name_character(part[at])) ++at;
  return at > name && at < part.size() && part[at] == '=';
}

/// The name in an assignment.
struct Name {
  std::string_view text;
  std::size_t begin = 0;
  std::size_t end = 0;  ///< the position after the name, its quote and its brackets
  bool is_quoted = false;
  char before = '\0';  ///< the character before the name
};

Name read_name(std::string_view text, std::size_t at, LineCursor& cursor) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < longest_name && is_name_character(text[begin - 1]) &&
         !(begin > 1 && text[begin - 2] == '\\')) {
    --begin;
  }
  if (is_quote(cursor.here()) || cursor.here() == ':') {
    cursor.advance();
    ++begin;
  }
  cursor.skip_all(is_name_character, longest_name);
  Name name{.text = text.substr(begin, cursor.at() - begin), .begin = begin};
  if (begin > 0) name.before = text[begin - 1];
  name.is_quoted = skip_quote_of_name(cursor);
  // Skip the size of an array, as in `password[64] = "..."`.
  LineCursor ahead = cursor;
  if (!name.is_quoted && ahead.skip('[')) {
    ahead.skip_all(is_name_character, longest_gap);
    if (ahead.skip(']')) cursor = ahead;
  }
  cursor.skip(']');
  name.end = cursor.at();
  return name;
}

/// Whether the name follows `#define`.
bool is_macro(std::string_view text, const Name& name) {
  constexpr std::size_t most = 24;
  const std::size_t first = name.begin > most ? name.begin - most : 0;
  return trimmed(text.substr(first, name.begin - first), " \t").ends_with("define");
}

/// Skips the attributes of an XML element.
void skip_attributes(LineCursor& cursor) {
  constexpr std::size_t longest = 120;
  LineCursor ahead = cursor;
  ahead.skip_all([](char c) { return !std::string_view("<>\r\n").contains(c); }, longest);
  if (ahead.here() == '>') cursor = ahead;
}

/// Skips the text between a name and its value. Returns SecretCandidate::sign, or '\0' if this is
/// not an assignment.
char skip_to_value(LineCursor& cursor, std::string_view text, const Name& name) {
  // The name may be that of an environment variable, as in `os.environ.get("PASSWORD") or "..."`.
  LineCursor ahead = cursor;
  const bool is_member = ahead.skip(')') || text[name.end - 1] == ']' || name.text.contains('.');
  const bool is_word_or = ahead.rest().starts_with(" or ");
  if ((is_member || (!name.is_quoted && !is_word_or)) && skip_default_operator(ahead)) {
    cursor = ahead;
    return '=';
  }
  if (name.before == '{' && cursor.skip(expansion)) return '=';
  if (name.before == '<' && cursor.here() == ' ') skip_attributes(cursor);
  ahead = cursor;
  if (skip_wrapper(ahead) == '{') {
    cursor = ahead;
    return '{';
  }
  const std::size_t before = cursor.at();
  const char sign = skip_sign(cursor);
  if (sign != '\0' || cursor.at() == before) return sign;
  if (is_macro(text, name)) return '=';
  return name.text.starts_with("--") ? ' ' : '\0';
}

/// Whether the assignment sets an environment variable.
bool is_of_variable(const Name& name, std::string_view text, std::size_t value,
                    std::size_t longest_value) {
  if (name.before == '?' || name.before == '&' || name.text.contains('-')) return false;
  if (std::ranges::any_of(name.text, is_lower)) return false;
  const bool starts_line = name.begin == 0 || name.before == '\n';
  return starts_line || !has_parameter_after(text, value, longest_value);
}

/// The position of a value in the text.
struct Value {
  std::size_t begin = 0, end = 0;
  bool is_quoted = false;
};

/// Reads the value at the cursor. Returns nothing if the value is empty or has no closing quote.
std::optional<Value> read_value(LineCursor& cursor, std::string_view text, std::size_t longest,
                                bool is_element, bool is_variable) {
  const bool is_default = text.substr(0, cursor.at()).ends_with(expansion);
  Closing closing = is_default                               ? "}"
                    : is_element && cursor.skip("<![CDATA[") ? "]]>"
                                                             : skip_quote(cursor);
  Value value{.begin = cursor.at()};
  if (closing.empty() && is_element) {
    value.end = end_before(text, value.begin, longest, "</");
    if (value.end != std::string_view::npos) closing = "</";
  }
  value.is_quoted = !closing.empty();
  if (closing.empty()) {
    value.end = end_of_bare(text, value.begin, longest, is_variable);
  } else if (closing.size() > 1 || is_default) {
    value.end = end_before(text, value.begin, longest, closing);
  } else {
    const bool is_nested = value.begin > 1 && text[value.begin - 2] == '\\';
    value.end = end_of_quoted(text, value.begin, longest, closing.front(), is_nested);
  }
  if (value.end == std::string_view::npos) return std::nullopt;
  trim_blanks(text, value.begin, value.end);
  if (value.end <= value.begin) return std::nullopt;
  return value;
}

/// Whether the text from `begin` on consists of one character. Unicode blanks do not count, because
/// they usually get into a text by mistake.
bool is_one_sign(std::string_view text, std::size_t begin) {
  std::size_t signs = 0;
  while (begin < text.size()) {
    const std::size_t blank = size_of_blank(text, begin);
    if (blank == 1) return false;
    if (blank == 0) ++signs;
    begin += std::max<std::size_t>(blank, 1);
  }
  return signs == 1;
}

}  // namespace

std::optional<SecretCandidate> read_assignment(std::string_view text, std::size_t at,
                                               std::size_t longest_value) {
  LineCursor cursor(text, at);
  const Name name = read_name(text, at, cursor);
  char sign = skip_to_value(cursor, text, name);
  if (sign == '\0') return std::nullopt;
  // In `checker.check("...")`, only the last part of the name says what the value is.
  const std::size_t dot = name.text.find_last_of('.');
  if ((sign == ',' || sign == '(') && dot != std::string_view::npos && name.begin + dot > at)
    return std::nullopt;
  if (sign == ':' && !name.is_quoted && skip_type(cursor)) sign = '=';
  cursor.skip_blanks();
  const bool is_tight = is_one_sign(text.substr(0, cursor.at()), name.end);
  if (sign == ':') skip_tag(cursor);
  const bool is_on_next_line = sign != ',' && skip_line_end(cursor, text, name.begin);
  const bool is_brace = skip_wrapper(cursor) == '{' || sign == '{';
  const bool is_field = sign == '=' || sign == ':';
  const bool has_default =
      is_field && !skip_expansion(cursor) && !skip_prefix(cursor) && skip_reference(cursor);
  skip_prefix(cursor);

  const bool is_element = sign == '>' && (name.before == '<' || name.before == ':');
  const bool is_variable =
      sign == '=' && is_tight && is_of_variable(name, text, cursor.at(), longest_value);
  const auto value = read_value(cursor, text, longest_value, is_element, is_variable);
  const bool needs_quote =
      has_default || is_brace || sign == ',' || sign == '(' || (is_on_next_line && sign != ':');
  if (!value || (needs_quote && !value->is_quoted)) return std::nullopt;
  // In `{"name": 1}`, the string is a name, not a value.
  if (is_brace && value->end < text.size() &&
      trimmed(text.substr(value->end + 1, 2), " ").starts_with(':')) {
    return std::nullopt;
  }
  return SecretCandidate{.text = text,
                         .begin = value->begin,
                         .end = value->end,
                         .name = name.text,
                         .sign = sign == '{' ? '(' : sign,
                         .is_tight = is_tight && !is_on_next_line,
                         .is_quoted = value->is_quoted,
                         .is_on_next_line = is_on_next_line};
}

}  // namespace gitctx

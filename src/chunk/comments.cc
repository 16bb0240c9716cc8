#include "chunk/comments.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "base/ascii.h"

namespace gitctx {

namespace {

/// The comment and string syntax of a language.
struct Syntax {
  std::string_view line = {};        ///< start of a line comment
  std::string_view other_line = {};  ///< another start of a line comment; may be empty
  std::string_view open = {};        ///< start of a block comment
  std::string_view close = {};
  std::string_view quotes = "\"'";  ///< quotes that may start a string
  bool triple_quotes = false;       ///< three quotes start a string of several lines
  bool doc_strings = false;         ///< a triple-quoted statement is documentation
};

Syntax syntax_of(Language language) {
  using enum Language;
  const auto is = [language](std::initializer_list<Language> these) {
    return std::ranges::find(these, language) != these.end();
  };
  if (is({c, cpp, objective_c, protobuf, rust, solidity, zig})) {
    return {.line = "//", .open = "/*", .close = "*/"};
  }
  if (is({go, javascript, svelte, tsx, typescript, vue})) {
    return {.line = "//", .open = "/*", .close = "*/", .quotes = "\"'`"};
  }
  if (is({csharp, dart, groovy, java, kotlin, scala, swift})) {
    return {.line = "//", .open = "/*", .close = "*/", .triple_quotes = true};
  }
  if (is({elixir, julia, python})) {
    return {.line = "#", .triple_quotes = true, .doc_strings = true};
  }
  if (is({bash, cmake, dockerfile, fish, graphql, make, nix, perl, r, toml, yaml})) {
    return {.line = "#"};
  }
  if (is({html, xml})) return {.open = "<!--", .close = "-->", .quotes = ""};
  switch (language) {
    case clojure:
      return {.line = ";", .quotes = "\""};
    case css:
      return {.open = "/*", .close = "*/"};
    case erlang:
      return {.line = "%"};
    case haskell:
      return {.line = "--", .open = "{-", .close = "-}", .quotes = "\""};
    case lua:
      return {.line = "--", .open = "--[[", .close = "]]"};
    case ocaml:
      return {.open = "(*", .close = "*)", .quotes = "\""};
    case php:
      return {.line = "//", .other_line = "#", .open = "/*", .close = "*/"};
    case powershell:
      return {.line = "#", .open = "<#", .close = "#>"};
    case ruby:
      return {.line = "#", .open = "\n=begin", .close = "\n=end"};
    case sql:
      return {.line = "--", .open = "/*", .close = "*/"};
    case terraform:
      return {.line = "#", .other_line = "//", .open = "/*", .close = "*/", .quotes = "\""};
    default:
      return {.quotes = ""};
  }
}

/// Finds comments and documentation strings. Takes time proportional to the length of the text,
/// even for a hostile text. Therefore, no function may search a line again for each of its comments
/// or quotes.
class Lexer {
 public:
  Lexer(std::string_view text, const Syntax& syntax) : text_(text), syntax_(syntax) {}

  std::vector<ByteRange> run() {
    while (at_ < text_.size()) step();
    return std::move(ranges_);
  }

 private:
  bool has(std::string_view word) const {
    return !word.empty() && text_.substr(at_).starts_with(word);
  }

  void step() {
    if (has(syntax_.open)) {
      const std::size_t end = text_.find(syntax_.close, at_ + syntax_.open.size());
      add(end == std::string_view::npos ? text_.size() : end + syntax_.close.size());
    } else if (is_line_comment()) {
      add(end_of_line(at_));
    } else if (syntax_.quotes.find(text_[at_]) != std::string_view::npos) {
      pass_string();
    } else {
      ++at_;
    }
  }

  bool is_line_comment() const {
    if (!has(syntax_.line) && !has(syntax_.other_line)) return false;
    if (text_[at_] != '#') return true;
    // `$#`, `${x#y}`, `a#b`, `#!` and `#[` are not comments.
    if (at_ > 0 && !is_blank(text_[at_ - 1])) return false;
    return !text_.substr(at_).starts_with("#!") && !text_.substr(at_).starts_with("#[");
  }

  std::size_t end_of_line(std::size_t from) const {
    return std::min(text_.find('\n', from), text_.size());
  }

  /// The part of the current line before `at_`, without the leading blanks.
  std::string_view before_in_line() {
    for (; line_read_ < at_; ++line_read_) {
      if (text_[line_read_] == '\n') {
        line_content_ = std::string_view::npos;
      } else if (line_content_ == std::string_view::npos && !is_blank(text_[line_read_])) {
        line_content_ = line_read_;
      }
    }
    return line_content_ == std::string_view::npos
               ? std::string_view()
               : text_.substr(line_content_, at_ - line_content_);
  }

  void add(std::size_t end) {
    const bool is_own_line = before_in_line().empty();
    if (!ranges_.empty() && is_own_line && continues(ranges_.back().end)) {
      ranges_.back().end = static_cast<std::uint32_t>(end);
    } else {
      ranges_.push_back({static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end)});
      last_own_line_ = is_own_line;
    }
    at_ = end;
  }

  /// Whether the comment at `at_` is on the line after the comment that ends at `end`.
  bool continues(std::size_t end) const {
    const std::string_view between = text_.substr(end, at_ - end);
    return last_own_line_ && std::ranges::count(between, '\n') == 1 && has_only_blanks(between);
  }

  void pass_string() {
    const char quote = text_[at_];
    const std::array three{quote, quote, quote};
    const std::string_view triple(three.data(), three.size());
    if (syntax_.triple_quotes && has(triple)) {
      const std::size_t close = text_.find(triple, at_ + 3);
      const std::size_t end = close == std::string_view::npos ? text_.size() : close + 3;
      if (syntax_.doc_strings && is_documentation()) return add(end);
      at_ = end;
      return;
    }
    const std::size_t end = end_of_string(quote);
    at_ = end == std::string_view::npos ? at_ + 1 : end;
  }

  bool is_documentation() {
    const std::string_view before = trimmed(before_in_line());
    return before.empty() || before == "r" || before == "@doc" || before == "@moduledoc" ||
           before == "@typedoc" || before == "@doc ~S" || before == "@moduledoc ~S";
  }

  /// The end of the string at `at_`; npos if the quote does not start a string (for example, if it
  /// is an apostrophe).
  std::size_t end_of_string(char quote) {
    constexpr std::size_t longest_character = 12;
    const bool spans_lines = quote == '`';
    // A quote without a closing quote nearby is a lifetime in Rust ('a) or an apostrophe (don't).
    const bool is_character = quote == '\'' && syntax_.line == "//" && !syntax_.triple_quotes &&
                              syntax_.quotes.size() == 2;
    std::size_t& open_until = open_until_[syntax_.quotes.find(quote)];
    if (at_ < open_until) return std::string_view::npos;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == quote) return i + 1;
      if (is_character && i - at_ > longest_character) return std::string_view::npos;
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '\n' && !spans_lines) {
        open_until = i;
        return std::string_view::npos;
      }
    }
    open_until = text_.size();
    return std::string_view::npos;
  }

  std::string_view text_;
  Syntax syntax_;
  std::size_t at_ = 0;
  bool last_own_line_ = false;
  std::size_t line_read_ = 0;  ///< before_in_line() has read the text before this place
  std::size_t line_content_ = std::string_view::npos;
  /// For each quote character: an earlier search found no closing quote before this place, so a
  /// quote between `at_` and this place does not start a string.
  std::array<std::size_t, 3> open_until_{};
  std::vector<ByteRange> ranges_;
};

/// A line of a comment without its markers.
std::string_view without_markers(std::string_view line) {
  constexpr std::array<std::string_view, 6> docs = {"@moduledoc", "@typedoc", "@doc",
                                                    "~S",         "=begin",   "=end"};
  line = trimmed(line);
  for (const std::string_view word : docs) {
    if (line.starts_with(word)) line = trimmed(line.substr(word.size()));
  }
  while (!line.empty() &&
         std::string_view("/*#-!;%|{<\"'^").find(line.front()) != std::string_view::npos) {
    if (line.front() == '<' && !line.starts_with("<!")) break;
    line.remove_prefix(1);
  }
  line = trimmed(line);
  if (line.starts_with("| ") || line.starts_with("^ ")) line.remove_prefix(2);  // Haddock
  while (!line.empty() &&
         std::string_view("*/-}\"'#").find(line.back()) != std::string_view::npos) {
    line.remove_suffix(1);
  }
  return trimmed(line);
}

/// Whether a line starts the part of a comment that only documentation tools use.
bool starts_tags(std::string_view line) {
  constexpr std::string_view unfinished =
      "TO"
      "DO";
  constexpr std::array<std::string_view, 25> starts = {
      "Args:",    "Arguments:",  "Parameters", "Params:",   "Returns:", "Return:", "Raises:",
      "Throws:",  "Example:",    "Examples",   "# Example", "Usage:",   "Yields:", "See also",
      "Note:",    "Notes",       "```",        "iex>",      ">>>",      "<param",  "<returns",
      "<example", "- Parameter", "- Returns",  unfinished};
  if (line.empty()) return false;
  if ((line.front() == '@' || line.front() == '\\' || line.front() == ':') && line.size() > 1 &&
      is_lower(line[1])) {
    return !line.starts_with("@brief") && !line.starts_with("\\brief");
  }
  return std::ranges::any_of(starts,
                             [&](std::string_view start) { return line.starts_with(start); });
}

/// A line without <tags>, {@link marks} and backticks.
std::string without_markup(std::string_view line) {
  for (const std::string_view brief : {"@brief", "\\brief"}) {
    if (line.starts_with(brief)) line.remove_prefix(brief.size());
  }
  std::string out;
  const std::size_t last_close = line.rfind('>');
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = i + 1 < line.size() ? line[i + 1] : ' ';
    const bool is_tag = next == '/' || is_lower(next);
    const bool is_closed = last_close != std::string_view::npos && i < last_close;
    if (line[i] == '<' && is_tag && is_closed) {
      const std::size_t close = line.find('>', i);
      const std::string_view tag = line.substr(i, close - i);
      const std::size_t name = tag.find("cref=\"");
      if (name != std::string_view::npos)
        out += tag.substr(name + 6, tag.find('"', name + 6) - name - 6);
      i = close;
    } else if (line[i] == '{' && next == '@') {
      i = std::min(line.find_first_of(" }", i), line.size());
    } else if (line[i] != '`' && line[i] != '}') {
      out += line[i];
    }
  }
  return out;
}

}  // namespace

std::vector<ByteRange> comment_ranges(std::string_view text, Language language) {
  const Syntax syntax = syntax_of(language);
  if (syntax.line.empty() && syntax.open.empty()) return {};
  return Lexer(text, syntax).run();
}

std::string comment_prose(std::string_view comment) {
  std::string prose;
  bool new_paragraph = false;
  while (!comment.empty()) {
    const std::string_view line = without_markers(take_part(comment, '\n'));
    if (starts_tags(line)) break;
    const std::string plain(trimmed(without_markup(line)));
    const bool is_words = std::ranges::any_of(
        plain, [](char c) { return is_letter(c) || static_cast<signed char>(c) < 0; });
    if (!is_words) {
      new_paragraph = true;
      continue;
    }
    if (!prose.empty()) prose += new_paragraph ? '\n' : ' ';
    prose += plain;
    new_paragraph = false;
  }
  return prose;
}

}  // namespace gitctx

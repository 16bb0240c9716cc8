#include "eval/queries/declaration_lines.h"

#include <algorithm>

#include "base/ascii.h"
#include "eval/queries/code_text.h"

namespace gitctx {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::string_view blanks_in_line = " \t";

}  // namespace

void DeclarationLines::read_beginning(std::uint32_t line) {
  if (line == line_) return;
  line_ = line;
  content_ = std::min(text_.find_first_not_of(blanks_in_line, lines_.begin_of(line)), text_.size());
  word_ = std::min(text_.find_first_not_of(blanks_in_line, content_ + 1), text_.size());
}

bool DeclarationLines::is_part_of_name(std::size_t begin, std::size_t end) const {
  return (begin > 0 && is_name_byte(text_[begin - 1])) ||
         (end < text_.size() && is_identifier_char(text_[end]));
}

/// Whether the line of byte `at` begins with an attribute or a decorator before this byte.
bool DeclarationLines::is_in_attribute(std::size_t at) const {
  if (content_ >= at) return false;
  const std::string_view line = text_.substr(content_, at - content_);
  return line.starts_with('@') || line.starts_with("#[") || line.starts_with('[');
}

/// In a preprocessor line, the text between `#` and byte `at`, such as `define`; empty for other
/// lines.
std::string_view DeclarationLines::directive_before(std::size_t at) const {
  if (content_ >= at || text_[content_] != '#' || word_ >= at) return {};
  const std::string_view line = text_.substr(word_, at - word_);
  return line.substr(0, line.find_last_not_of(blank_characters) + 1);  // npos + 1 is 0
}

/// Whether a macro has a body: text after its name and parameters, before byte `end`. The name of
/// the macro ends at byte `at`.
bool DeclarationLines::has_body(std::size_t at, std::size_t end) const {
  if (at < end && text_[at] == '(') at = std::min(text_.substr(0, end).find(')', at), end - 1) + 1;
  bool continues = false;
  for (; at < end && (continues || text_[at] != '\n'); ++at) {
    if (text_[at] == '\\') {
      continues = true;
    } else if (text_[at] == '\n') {
      continues = false;
    } else if (!is_blank(text_[at]) && !is_in(comments_, at)) {
      return true;
    }
  }
  return false;
}

std::optional<std::uint32_t> DeclarationLines::find(ByteRange definition, std::string_view name) {
  if (name.size() > longest_name) return std::nullopt;
  std::optional<std::uint32_t> in_attribute;
  std::optional<std::uint32_t> first;
  const std::size_t last = std::min<std::size_t>(definition.end, text_.size());
  const std::string_view text = text_.substr(0, last);
  for (std::size_t at = text.find(name, definition.begin); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (is_part_of_name(at, end) || is_in(comments_, at)) continue;
    const std::uint32_t line = lines_.line_at(at);
    read_beginning(line);
    const std::string_view directive = directive_before(at);
    if (directive == "define") {
      if (!has_body(end, last)) return std::nullopt;
      return line;
    }
    const bool is_mention = directive.starts_with("if") || directive.starts_with("elif") ||
                            directive.starts_with("define ") || directive == "undef";
    if (is_mention) continue;
    auto& found = is_in_attribute(at) ? in_attribute : first;
    if (!found) found = line;
  }
  return first ? first : in_attribute;
}

}  // namespace gitctx

#include "eval/queries/python_docs.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr int most_head_lines = 40;

std::size_t start_of_line(std::string_view text, std::size_t at) {
  return at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
}

std::size_t indentation_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// The name that a line `def NAME` or `class NAME` introduces; empty for other lines.
std::string_view introduced_name(std::string_view line) {
  line = trimmed(line);
  constexpr std::array<std::string_view, 3> keywords{"async def ", "def ", "class "};
  for (const std::string_view keyword : keywords) {
    if (!line.starts_with(keyword)) continue;
    line = trimmed(line.substr(keyword.size()));
    const auto end = std::ranges::find_if(line, [](char c) {
      return !is_alphanumeric(c) && c != '_' && static_cast<unsigned char>(c) < 128;
    });
    return line.substr(0, static_cast<std::size_t>(end - line.begin()));
  }
  return {};
}

/// Whether a string in triple quotes is open at the end of the line. `is_open` says whether one is
/// open at the beginning of the line.
bool is_open_after(std::string_view line, bool is_open) {
  for (const std::string_view quotes : {"\"\"\"", "'''"}) {
    for (std::size_t at = line.find(quotes); at != std::string_view::npos;
         at = line.find(quotes, at + quotes.size())) {
      is_open = !is_open;
    }
  }
  return is_open;
}

/// The text after the head of a definition, with which `text` starts. The head ends with the line
/// that closes its last bracket.
std::string_view after_head(std::string_view text) {
  int open = 0;
  do {
    for (const char c : take_part(text, '\n')) {
      if (std::string_view("([{").contains(c)) ++open;
      if (std::string_view(")]}").contains(c)) --open;
    }
  } while (open > 0 && !text.empty());
  return text;
}

}  // namespace

std::optional<DocumentedCode> documented_code(std::string_view text, std::size_t docstring) {
  std::size_t begin = start_of_line(text, docstring);
  const std::size_t indentation = indentation_of(text.substr(begin, docstring - begin));
  const std::string_view before = text.substr(0, begin);
  const std::size_t last = before.find_last_not_of(blank_characters);
  if (last == std::string_view::npos || before[last] != ':') return std::nullopt;
  for (int i = 0; begin > 0 && i < most_head_lines; ++i) {
    const std::size_t end = begin - 1;
    begin = start_of_line(text, end);
    const std::string_view line = text.substr(begin, end - begin);
    const std::string_view name = introduced_name(line);
    if (name.empty()) continue;
    const bool is_first = has_only_blanks(after_head(text.substr(begin, docstring - begin)));
    if (indentation_of(line) >= indentation || !is_first) return std::nullopt;
    return DocumentedCode{name, begin};
  }
  return std::nullopt;
}

LineRange lines_of_block(std::string_view text, const LineBegins& table, std::size_t begin) {
  const std::uint32_t first = table.line_at(begin);
  std::string_view rest = text.substr(begin);
  const std::string_view head = take_part(rest, '\n');
  const std::size_t indentation = indentation_of(head);
  LineRange lines{first, first};
  bool is_open = is_open_after(head, false);
  for (std::uint32_t number = first + 1; !rest.empty(); ++number) {
    const std::string_view line = take_part(rest, '\n');
    const bool was_open = is_open;
    is_open = is_open_after(line, is_open);
    if (has_only_blanks(line)) continue;
    // If the head has several lines, the last of them can be a bracket that is not indented.
    const bool is_bracket = std::string_view(")]}").contains(trimmed(line).front());
    if (!was_open && !is_bracket && indentation_of(line) <= indentation) break;
    lines.last = number;
  }
  return lines;
}

}  // namespace gitctx

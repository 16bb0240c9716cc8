#include "llm/prompts/quoted_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/printable.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t bytes_per_token = 3;

constexpr auto template_words = std::to_array<std::string_view>(
    {"<start_of_turn>", "<end_of_turn>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>",
     "<\xEF\xBD\x9C" /* the full-width bar */});

/// Whether the text starts with `<|word|>`. The operator `<|` of some languages does not count.
bool is_bar_token(std::string_view text) {
  if (!text.starts_with("<|")) return false;
  const auto* const end = std::ranges::find_if_not(text.substr(2), is_identifier_char);
  const std::string_view rest(end, text.end());
  return end != text.data() + 2 && rest.starts_with("|>");
}

bool is_template_word(std::string_view text) {
  return is_bar_token(text) || std::ranges::any_of(template_words, [&](std::string_view word) {
           return text.starts_with(word);
         });
}

/// The size of U+0085, U+2028 or U+2029 at the start of the text, or 0. Some systems treat these
/// characters as line ends.
std::size_t odd_line_end(std::string_view text) {
  for (const std::string_view end : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    if (text.starts_with(end)) return end.size();
  }
  return 0;
}

/// The line without its line end. Other line ends and control characters become blanks, and a blank
/// breaks up each control word of chat templates.
std::string tame_line(std::string_view written) {
  if (written.ends_with('\r')) written.remove_suffix(1);
  const std::string line = replace_invalid_utf8(written);
  std::string tame;
  tame.reserve(line.size());
  for (std::string_view rest = line; !rest.empty();) {
    if (const std::size_t size = odd_line_end(rest); size > 0) {
      tame += ' ';
      rest.remove_prefix(size);
      continue;
    }
    const char c = rest.front();
    const bool is_control = (c >= 0 && c < ' ' && c != '\t') || c == 0x7F;
    tame += is_control ? ' ' : c;
    if ((c == '<' || c == '[') && is_template_word(rest)) tame += ' ';
    rest.remove_prefix(1);
  }
  return printable_text(tame);
}

/// Removes the first line from `text` and returns it without its line break.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

std::string quote_lines(std::string_view text) {
  std::string quoted;
  do {
    quoted += quoted.empty() ? "| " : "\n| ";
    quoted += tame_line(take_line(text));
  } while (!text.empty());
  return quoted;
}

std::string number_lines(std::string_view text, std::uint32_t first_line) {
  std::string numbered;
  do {
    if (!numbered.empty()) numbered += '\n';
    numbered += fmt::format("{}| {}", first_line++, tame_line(take_line(text)));
  } while (!text.empty());
  return numbered;
}

std::string quote_name(std::string_view text) {
  std::string name(text);
  std::ranges::replace(name, '\n', ' ');
  return std::string(truncate_utf8(tame_line(name), longest_name));
}

CutText cut_to_tokens(std::string_view text, std::size_t tokens) {
  const std::size_t most_bytes = tokens * bytes_per_token;
  if (text.size() <= most_bytes) return {text, 0};
  const std::size_t line_end = text.substr(0, most_bytes + 1).rfind('\n');
  std::size_t kept = line_end;
  if (line_end == std::string_view::npos || line_end == 0) {
    kept = cut_utf8(text, most_bytes).size();
  }
  return {text.substr(0, kept), count_lines(text) - count_lines(text.substr(0, kept))};
}

std::size_t count_lines(std::string_view text) {
  const auto breaks = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  return breaks + (text.empty() || text.back() == '\n' ? 0 : 1);
}

}  // namespace gitctx

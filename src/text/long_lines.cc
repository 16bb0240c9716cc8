#include "text/long_lines.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"

namespace gitctx {
namespace {

// Lines above this size are counted separately from the other lines. Source code formatters and
// line-wrapping minifiers wrap lines long before this size.
constexpr std::size_t wide_line_bytes = 1000;

std::size_t percent(std::size_t part, std::size_t whole) { return part * 100 / whole; }

std::size_t count_blanks(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return c == ' ' || c == '\t'; }));
}

/// Prose has words of natural length between blanks, or it is mostly in a script beyond ASCII.
bool is_prose(std::string_view line) {
  std::size_t letters = 0;
  std::size_t blanks = 0;
  std::size_t beyond_ascii = 0;
  for (const char c : line) {
    if (static_cast<unsigned char>(c) >= 128) {
      ++beyond_ascii;
    } else if (is_letter(c)) {
      ++letters;
    } else if (c == ' ' || c == '\t') {
      ++blanks;
    }
  }
  const std::size_t size = line.size();
  return percent(letters + beyond_ascii, size) >= 65 &&
         (percent(blanks, size) >= 10 || percent(beyond_ascii, size) >= 50);
}

bool is_long(std::string_view line) { return line.size() > most_line_bytes && !is_prose(line); }

/// Whether most of the line is one literal, such as a file in base64 or an array of numbers.
/// Minified code has no long part without the punctuation of statements or tags.
bool is_literal(std::string_view line) {
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find_first_of("(){};<>", begin), line.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest * 2 >= line.size();
}

bool begins_like_a_comment(std::string_view line) {
  constexpr std::array<std::string_view, 5> marks = {"//", "/*", "*", "<!", "<?"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return line.starts_with(mark); });
}

/// Counts of the lines of a file, in two groups: wide lines that are not prose, and all other
/// lines.
struct LineCount {
  std::size_t wide = 0;
  std::size_t wide_code = 0;  ///< wide lines that are not literals
  std::size_t wide_code_bytes = 0;
  std::size_t others = 0;
  std::size_t other_bytes = 0;
  std::size_t blanks = 0;      ///< blanks in the other lines
  std::size_t statements = 0;  ///< other lines that are neither blank nor comments

  /// Whether there are more wide lines than statements. Wide literals count only if there are no
  /// statements.
  bool is_mostly_wide() const { return (statements == 0 ? wide : wide_code) > statements; }
};

LineCount count_lines_by_width(std::string_view text) {
  LineCount count;
  while (!text.empty()) {
    const std::string_view line = take_part(text, '\n');
    if (line.size() > wide_line_bytes && !is_prose(line)) {
      ++count.wide;
      if (!is_literal(line)) {
        ++count.wide_code;
        count.wide_code_bytes += line.size();
      }
      continue;
    }
    ++count.others;
    count.other_bytes += line.size() + 1;
    count.blanks += count_blanks(line);
    const std::string_view content = trimmed_front(line, " \t\r");
    if (!content.empty() && !begins_like_a_comment(content)) ++count.statements;
  }
  return count;
}

}  // namespace

std::size_t empty_long_lines(std::string& text) {
  std::size_t emptied = 0;
  std::size_t kept = 0;  // size of the text kept so far, which is moved to the front
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t next = std::min(end + 1, text.size());
    const bool leaves_out = is_long(std::string_view(text).substr(begin, end - begin));
    const std::size_t from = leaves_out ? end : begin;
    if (leaves_out) ++emptied;
    if (emptied > 0) std::memmove(text.data() + kept, text.data() + from, next - from);
    kept += next - from;
    begin = next;
  }
  text.resize(kept);
  return emptied;
}

bool looks_minified(std::string_view text, Language language) {
  constexpr std::size_t min_bytes = 4096;
  if (text.size() < min_bytes) return false;
  const bool is_code = language == Language::javascript || language == Language::typescript ||
                       language == Language::tsx || language == Language::css;
  const bool is_markup =
      language == Language::json || language == Language::html || language == Language::xml;
  if (!is_code && !is_markup) return false;
  const LineCount count = count_lines_by_width(text);
  const std::size_t average = text.size() / (count.wide + count.others);
  if (is_markup) return average >= 1000 && count.is_mostly_wide();
  constexpr std::size_t packed_average = 250;
  constexpr std::size_t packed_blanks_percent = 12;
  if (average < packed_average ||
      percent(count_blanks(text), text.size()) >= packed_blanks_percent) {
    return false;
  }
  if (count.is_mostly_wide()) return true;
  // Minified code has some shorter lines if its template literals contain line breaks.
  if (count.wide_code * 4 > count.statements && count.wide_code_bytes > 10 * count.other_bytes) {
    return true;
  }
  return count.other_bytes >= min_bytes && count.other_bytes / count.others >= packed_average &&
         percent(count.blanks, count.other_bytes) < packed_blanks_percent;
}

bool has_minified_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  constexpr std::array<std::string_view, 12> suffixes = {
      ".min.js",    ".min.mjs",    ".min.cjs", ".min.css", "-min.js",  "-min.css",
      ".bundle.js", ".bundle.css", ".js.map",  ".css.map", ".mjs.map", ".ts.map"};
  return std::ranges::any_of(suffixes,
                             [&](std::string_view suffix) { return name.ends_with(suffix); });
}

}  // namespace gitctx

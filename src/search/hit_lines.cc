#include "search/hit_lines.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "search/exact_match.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::uint32_t most_lines = 400;
constexpr std::size_t most_matches = 3;

/// Calls `visit(number, line)` for every line until it returns false.
template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (std::uint32_t number = 0; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!visit(number, text.substr(0, end))) return;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Whether a line is a comment, an attribute, a decorator or a preprocessor condition.
bool is_beside_code(std::string_view line) {
  constexpr std::array<std::string_view, 13> starts = {
      "//", "/*", "*", "--", ";", "@", "#[", "[", "<!--", "\"\"\"", "'''", "#ifndef", "#ifdef"};
  const std::string_view trimmed_line = trimmed(line);
  if (std::ranges::any_of(starts, [&](auto s) { return trimmed_line.starts_with(s); })) return true;
  // `#define` and `#include` are code. In a heading or a comment, a blank or another `#` follows
  // the `#`.
  return trimmed_line == "#" || trimmed_line.starts_with("# ") || trimmed_line.starts_with("##");
}

/// The last word of a text, without what follows it.
std::string_view last_word(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && !is_identifier_char(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_identifier_char(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

bool is_declaring_word(std::string_view word) {
  constexpr std::array<std::string_view, 36> words = {
      "class",       "struct",   "enum",      "union",     "interface", "trait",
      "type",        "def",      "fn",        "func",      "function",  "fun",
      "sub",         "proc",     "module",    "namespace", "package",   "object",
      "record",      "protocol", "extension", "const",     "let",       "var",
      "val",         "define",   "typedef",   "defmodule", "defp",      "defmacro",
      "macro_rules", "newtype",  "data",      "actor",     "contract",  "attr_reader"};
  return std::ranges::find(words, word) != words.end();
}

/// Whether a word before a name shows that the name is used, as in `return name(x)`.
bool is_using_word(std::string_view word) {
  constexpr std::array<std::string_view, 17> words = {
      "return", "new", "await", "else", "throw", "raise", "yield",  "go",   "defer",
      "case",   "and", "or",    "not",  "in",    "puts",  "assert", "print"};
  return std::ranges::find(words, word) != words.end();
}

/// How much a line that contains a name looks like the definition of the name: 2 after a word such
/// as `class`, 1 for the head of a function and for an assignment, 0 for other lines.
int definition_likeness(std::string_view line, ByteRange name) {
  const std::string_view before = trimmed(line.substr(0, name.begin));
  const std::string_view after = trimmed(line.substr(name.end));
  // `macro_rules! name`, `function* name`, `attr_reader :name`
  const bool is_beside_word = !before.empty() && (is_identifier_char(before.back()) ||
                                                  std::string_view("!*:").contains(before.back()));
  if (is_beside_word && is_declaring_word(last_word(before))) return 2;
  if (before.ends_with("def self.")) return 2;
  if (before.starts_with("func (") && before.ends_with(')')) return 2;  // a method in Go
  if (before.find_first_of("=(.\"'!?+-/%|{}") != std::string_view::npos) return 0;
  if (is_using_word(last_word(before))) return 0;
  const bool is_head =
      after.starts_with('(') && (!before.empty() || after.ends_with('{') || after.ends_with(':'));
  const bool is_assigned = after.starts_with('=') && !after.starts_with("==");
  const bool is_member = after.starts_with(':') && before.empty();
  return is_head || is_assigned || is_member ? 1 : 0;
}

}  // namespace

std::uint32_t definition_line_of(std::string_view text, std::string_view name) {
  std::uint32_t found = 0;
  int best = -1;
  if (name.empty()) return found;
  for_each_line(text, [&](std::uint32_t number, std::string_view line) {
    if (is_beside_code(line)) return true;
    const auto place = find_as_written(name, line);
    if (!place) return true;
    const int likeness = definition_likeness(line, *place);
    if (likeness > best) {
      best = likeness;
      found = number;
    }
    return best < 2;
  });
  return found;
}

std::vector<std::uint32_t> matching_lines(std::string_view text, std::span<const ViewTerm> terms,
                                          WordTable& words) {
  std::vector<std::pair<float, std::uint32_t>> weights;
  std::vector<bool> seen;
  for_each_line(text, [&](std::uint32_t number, std::string_view line) {
    seen.assign(terms.size(), false);
    float weight = 0;
    for_each_word(line, [&](std::string_view word) {
      for (const std::uint32_t term : words.terms(words.look_up(word))) {
        const auto known = std::ranges::find(terms, words.term_texts().text(term), &ViewTerm::text);
        if (known == terms.end()) continue;
        const auto place = static_cast<std::size_t>(known - terms.begin());
        if (!seen[place]) weight += known->weight;
        seen[place] = true;
      }
    });
    if (weight > 0) weights.emplace_back(weight, number);
    return number + 1 < most_lines;
  });
  std::ranges::stable_sort(weights, std::ranges::greater(), [](const auto& w) { return w.first; });
  std::vector<std::uint32_t> lines;
  for (const auto& [weight, number] : weights) {
    if (lines.size() == most_matches || weight * 2 < weights[0].first) break;
    lines.push_back(number);
  }
  return lines;
}

LineRange lines_of(std::string_view text, ByteRange bytes) {
  const auto line_at = [&](std::size_t at) {
    return static_cast<std::uint32_t>(std::ranges::count(text.substr(0, at), '\n'));
  };
  return {line_at(bytes.begin), line_at(bytes.end > bytes.begin ? bytes.end - 1 : bytes.end)};
}

}  // namespace gitctx

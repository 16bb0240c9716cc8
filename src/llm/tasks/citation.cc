#include "llm/tasks/citation.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t longest_bracket = 300;
constexpr std::string_view around_citation = " `";
constexpr std::string_view rejected_mark = " (not in the sources)";

/// Removes "20" or "L20" from the end of the text.
std::optional<std::uint32_t> take_line_number(std::string_view& text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data() + begin, text.data() + text.size(), number);
  if (begin == text.size() || parsed.ec != std::errc{} || number == 0) return std::nullopt;
  text = text.substr(0, begin);
  if (text.ends_with('L')) text.remove_suffix(1);
  return number;
}

/// Removes a hyphen or an en dash from the end of the text.
bool take_hyphen(std::string_view& text) {
  for (const std::string_view hyphen : {"-", "\xE2\x80\x93"}) {
    if (!text.ends_with(hyphen)) continue;
    text.remove_suffix(hyphen.size());
    return true;
  }
  return false;
}

/// Removes "10-20" or "10" from the end of the text.
std::optional<LineRange> take_lines(std::string_view& text) {
  const auto last = take_line_number(text);
  if (!last) return std::nullopt;
  std::string_view before = text;
  if (!take_hyphen(before)) return LineRange{*last, *last};
  const auto first = take_line_number(before);
  if (!first) return std::nullopt;
  text = before;
  return LineRange{std::min(*first, *last), std::max(*first, *last)};
}

/// Rejects text that is common between brackets in prose and code but is not a path, such as `x` in
/// the slice `[x:3]`.
bool looks_like_path(std::string_view path) {
  return path.find_first_of("/.") != std::string_view::npos &&
         path.find("://") == std::string_view::npos && std::ranges::any_of(path, is_letter);
}

void add_once(std::vector<Citation>& citations, Citation citation) {
  if (std::ranges::find(citations, citation) == citations.end()) {
    citations.push_back(std::move(citation));
  }
}

}  // namespace

std::optional<Citation> parse_citation(std::string_view text) {
  text = trimmed(text, around_citation);
  const auto lines = take_lines(text);
  if (!lines || text.size() < 2 || (text.back() != ':' && text.back() != '#')) return std::nullopt;
  text.remove_suffix(1);
  return Citation{std::string(text), *lines};
}

std::string CitationMarker::add(std::string_view piece) {
  std::string out;
  for (const char c : piece) add_character(c, out);
  return out;
}

std::string CitationMarker::finish() {
  std::string out;
  while (!held_.empty()) give_up_bracket(out);
  return out;
}

void CitationMarker::add_character(char c, std::string& out) {
  if (held_.empty()) {
    note_code(c);
    if (c != '[') {
      out += c;
      return;
    }
  }
  held_ += c;
  if (c == '[') ++depth_;
  if (c == ']') --depth_;
  if (depth_ == 0) {
    close_bracket(out);
  } else if (c == '\n' || held_.size() > longest_bracket) {
    give_up_bracket(out);
  }
}

void CitationMarker::note_code(char c) {
  if (c == '`') {
    ++backticks_;
    return;
  }
  if (backticks_ >= 3) {
    in_fence_ = !in_fence_;
    in_code_ = false;
  } else if (backticks_ > 0 && !in_fence_) {
    in_code_ = !in_code_;
  }
  backticks_ = 0;
  if (c == '\n') in_code_ = false;
}

void CitationMarker::close_bracket(std::string& out) {
  const auto marked = mark(std::string_view(held_).substr(1, held_.size() - 2));
  if (!marked) return give_up_bracket(out);
  out += '[' + *marked + ']';
  held_.clear();
}

/// Treats the open bracket as text, because it contains no citation. A bracket inside it may
/// contain one.
void CitationMarker::give_up_bracket(std::string& out) {
  const std::string rest = held_.substr(1);
  out += '[';
  held_.clear();
  depth_ = 0;
  for (const char c : rest) add_character(c, out);
}

/// The content of a bracket, with marks; nothing if the content is not a list of citations.
std::optional<std::string> CitationMarker::mark(std::string_view inside) {
  // Paths may contain commas.
  if (const auto whole = parse_citation(inside); whole && is_known_(*whole)) {
    add_once(accepted_, *whole);
    return std::string(inside);
  }
  std::string marked;
  std::string last_path;
  std::vector<Citation> accepted, rejected;
  while (true) {
    const std::size_t size = std::min(inside.find_first_of(",;"), inside.size());
    const std::string_view part = inside.substr(0, size);
    auto citation = parse_citation(part);
    if (!citation) {
      std::string_view lines_only = trimmed(part, around_citation);
      const auto lines = take_lines(lines_only);
      if (!lines || !lines_only.empty() || last_path.empty()) return std::nullopt;
      citation = Citation{last_path, *lines};
    }
    last_path = citation->path;
    const bool is_known = is_known_(*citation);
    if (!is_known && (is_in_code() || !looks_like_path(citation->path))) return std::nullopt;
    marked += part;
    if (!is_known) marked += rejected_mark;
    (is_known ? accepted : rejected).push_back(std::move(*citation));
    if (size == inside.size()) break;
    marked += inside[size];
    inside.remove_prefix(size + 1);
  }
  for (Citation& citation : accepted) add_once(accepted_, std::move(citation));
  for (Citation& citation : rejected) add_once(rejected_, std::move(citation));
  return marked;
}

}  // namespace gitctx

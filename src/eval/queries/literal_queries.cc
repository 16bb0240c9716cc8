#include "eval/queries/literal_queries.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "chunk/comments.h"
#include "eval/queries/code_text.h"
#include "text/languages.h"

namespace gitctx {
namespace {

constexpr std::size_t shortest_literal = 12;
constexpr std::size_t longest_literal = 160;
constexpr std::size_t fewest_words = 3;
// These characters mark comments, headings and quotations at the front of a line.
constexpr std::string_view comment_markers = "/*#;>!";
// These characters mark the items of a list if a blank follows.
constexpr std::string_view list_markers = "-+";
// These characters are removed from the end of a line.
constexpr std::string_view back_markers = " \t\r*/#=-";

constexpr std::size_t start_bytes = 8;
constexpr std::size_t no_entry = std::string_view::npos;
constexpr int filter_bits = 20;

std::uint64_t start_of(std::string_view text, std::size_t at) {
  std::uint64_t start = 0;
  std::memcpy(&start, text.data() + at, start_bytes);
  return start;
}

std::size_t filter_place(std::uint64_t start) {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
  return static_cast<std::size_t>((start * odd) >> (64 - filter_bits));
}

constexpr bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 128; }

/// The number of words that have at least two letters. Words are separated by spaces.
std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  while (!text.empty()) {
    const std::string_view word = take_part(text, ' ');
    const auto letters =
        std::ranges::count_if(word, [](char c) { return is_letter(c) || is_beyond_ascii(c); });
    words += letters >= 2 ? 1 : 0;
  }
  return words;
}

/// Whether a text has markup, a template, an escape, a double quote or an unbalanced bracket.
bool has_markup(std::string_view text) {
  constexpr std::array<std::string_view, 14> marks{"{{", "}}", "${", "](", "</", "/>", "**",
                                                   "__", "<%", "%>", "{%", "`",  "\"", "|"};
  const bool is_marked =
      std::ranges::any_of(marks, [&](std::string_view mark) { return text.contains(mark); });
  return is_marked || text.find_first_of("\\\t\r\n") != std::string_view::npos ||
         std::ranges::count(text, '<') != std::ranges::count(text, '>') ||
         std::ranges::count(text, '(') != std::ranges::count(text, ')');
}

/// Whether a text is worth pasting: a phrase of several words rather than data, code or a licence.
bool is_phrase(std::string_view text) {
  constexpr std::array<std::string_view, 6> stops{"copyright", "license", "licence",
                                                  "spdx",      "://",     "all rights"};
  constexpr std::size_t letters_of_ten = 7;
  if (text.size() < shortest_literal || text.size() > longest_literal) return false;
  const auto plain = std::ranges::count_if(
      text, [](char c) { return is_letter(c) || c == ' ' || is_beyond_ascii(c); });
  const std::string lowered = lower_case(text);
  const bool is_stopped =
      std::ranges::any_of(stops, [&](std::string_view stop) { return lowered.contains(stop); });
  return count_words(text) >= fewest_words && !has_markup(text) &&
         10 * static_cast<std::size_t>(plain) >= letters_of_ten * text.size() && !is_stopped;
}

/// Whether the string with the content `range` is only a part of a text: another string is next to
/// it, or a name follows it on the same line, as in `"size: %" FORMAT`.
bool is_joined(std::string_view text, const ByteRange& range) {
  const std::string_view before = text.substr(0, range.begin - 1);
  const std::string_view after = text.substr(std::min<std::size_t>(range.end + 1, text.size()));
  const std::size_t last = before.find_last_not_of(" \t\r\n\\");
  const std::size_t next = after.find_first_not_of(" \t\r\n\\");
  const bool follows =
      last != std::string_view::npos && (before[last] == '"' || before[last] == '\'');
  if (follows || next == std::string_view::npos) return follows;
  const bool is_name = is_letter(after[next]) || after[next] == '_';
  const bool is_same_line = !after.substr(0, next).contains('\n');
  return after[next] == '"' || after[next] == '\'' || (is_name && is_same_line);
}

/// The contents of those `strings` of a text that are whole phrases.
std::vector<std::string_view> string_phrases(std::string_view text,
                                             const std::vector<ByteRange>& strings) {
  std::vector<std::string_view> phrases;
  for (const ByteRange& range : strings) {
    const std::string_view phrase = text.substr(range.begin, range.size());
    const bool is_whole = trimmed(phrase) == phrase && !is_joined(text, range);
    if (is_whole && is_phrase(phrase)) phrases.push_back(phrase);
  }
  return phrases;
}

/// A line of prose without its markers.
struct ProseLine {
  std::string_view text;
  bool is_item = false;  ///< starts a list item, heading, block comment or docstring
};

/// Removes the triple quotes of a docstring from both ends of a text. Returns whether the text
/// started with them.
bool remove_triple_quotes(std::string_view& text) {
  bool was_at_front = false;
  for (const std::string_view quotes : {"\"\"\"", "'''"}) {
    if (text.ends_with(quotes)) text.remove_suffix(quotes.size());
    if (!text.starts_with(quotes)) continue;
    text.remove_prefix(quotes.size());
    was_at_front = true;
  }
  return was_at_front;
}

/// Removes the markers of a line. In a document, `#` marks a heading; in code, it marks a comment.
ProseLine prose_line(std::string_view line, bool is_document) {
  ProseLine prose;
  std::string_view rest = trimmed(line);
  prose.is_item = remove_triple_quotes(rest);
  while (!rest.empty()) {
    const std::size_t markers = std::min(rest.find_first_not_of(comment_markers), rest.size());
    const bool is_list = rest.size() > 1 && list_markers.contains(rest[0]) && is_blank(rest[1]);
    if (markers == 0 && !is_list) break;
    const bool is_start = rest.starts_with("/*") || (is_document && rest.starts_with('#'));
    prose.is_item = prose.is_item || is_list || is_start;
    rest = trimmed(rest.substr(is_list ? 1 : markers));
  }
  const std::size_t last = rest.find_last_not_of(back_markers);
  prose.text = rest.substr(0, last + 1);  // npos + 1 is 0
  return prose;
}

bool ends_sentence(std::string_view text) {
  return !text.empty() && std::string_view(".!?").contains(text.back());
}

/// The line if it is short enough, otherwise its first sentence; empty if the sentence is also too
/// long.
std::string_view within_limit(std::string_view text) {
  if (text.size() <= longest_literal) return text;
  for (std::size_t at = shortest_literal; at + 2 < text.size() && at < longest_literal; ++at) {
    const bool ends =
        ends_sentence(text.substr(0, at)) && text[at] == ' ' && is_upper(text[at + 1]);
    if (ends) return text.substr(0, at);
  }
  return {};
}

/// Whether a line of prose is a whole sentence or heading, and not a part of a sentence that
/// extends over several lines. `before` and `after` are the neighbouring lines; they are empty at
/// the start and end of a paragraph.
bool is_whole(const ProseLine& before, const ProseLine& line, const ProseLine& after) {
  if (line.text.empty()) return false;
  const bool begins = before.text.empty() || line.is_item || ends_sentence(before.text);
  const bool ends = ends_sentence(line.text) || after.text.empty() || after.is_item;
  const bool looks_whole = is_upper(line.text[0]) || ends_sentence(line.text);
  return begins && ends && looks_whole && is_alphanumeric(line.text[0]) &&
         !std::string_view(",;:({[&+").contains(line.text.back());
}

}  // namespace

OccurrenceCounter::OccurrenceCounter(const std::vector<std::string>& texts)
    : texts_(texts), may_start_(std::size_t{1} << filter_bits) {
  std::vector<std::string_view> sorted(texts.begin(), texts.end());
  std::ranges::sort(sorted);
  const auto repeated = std::ranges::unique(sorted);
  sorted.erase(repeated.begin(), repeated.end());
  for (const std::string_view text : sorted) {
    // Because the texts are sorted, every entry that is a prefix of `text` is the last entry or an
    // ancestor of the last entry.
    std::size_t parent = entries_.empty() ? no_entry : entries_.size() - 1;
    while (parent != no_entry && !text.starts_with(entries_[parent].text)) {
      parent = entries_[parent].parent;
    }
    const std::uint64_t start = start_of(text, 0);
    may_start_[filter_place(start)] = true;
    Group& group = by_start_.try_emplace(start, entries_.size(), entries_.size()).first->second;
    entries_.push_back({.text = text, .parent = parent});
    group.end = entries_.size();
  }
}

void OccurrenceCounter::add(std::string_view content, std::size_t files) {
  for (std::size_t at = 0; at + start_bytes <= content.size(); ++at) {
    const std::uint64_t start = start_of(content, at);
    if (!may_start_[filter_place(start)]) continue;
    const auto group = by_start_.find(start);
    if (group != by_start_.end()) count_at(content.substr(at), group->second, files);
  }
}

/// Counts the longest text that is a prefix of `rest`. The shorter prefixes are ancestors of this
/// text, and counts() adds the count of a text to its ancestors.
void OccurrenceCounter::count_at(std::string_view rest, const Group& group, std::size_t files) {
  const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(group.begin);
  const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(group.end);
  const auto after =
      std::upper_bound(begin, end, rest, [this](std::string_view place, const Entry& entry) {
        ++comparisons_;
        return place < entry.text;
      });
  if (after == begin) return;
  const std::string_view nearest = std::prev(after)->text;
  const auto differs = std::ranges::mismatch(nearest, rest).in1;
  const auto common = static_cast<std::size_t>(differs - nearest.begin());
  auto entry = static_cast<std::size_t>(std::prev(after) - entries_.begin());
  while (entry != no_entry && entries_[entry].text.size() > common) entry = entries_[entry].parent;
  if (entry != no_entry) entries_[entry].count += files;
}

std::vector<std::size_t> OccurrenceCounter::counts() const {
  std::vector<std::size_t> of_entries;
  for (const Entry& entry : entries_) of_entries.push_back(entry.count);
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (entries_[i].parent != no_entry) of_entries[entries_[i].parent] += of_entries[i];
  }
  std::vector<std::size_t> counts;
  for (const std::string& text : texts_) {
    const auto entry = std::ranges::lower_bound(entries_, std::string_view(text), {}, &Entry::text);
    counts.push_back(of_entries[static_cast<std::size_t>(entry - entries_.begin())]);
  }
  return counts;
}

std::vector<std::string_view> literal_candidates(std::string_view text, Language language) {
  const std::vector<ByteRange> comments = comment_ranges(text, language);
  std::vector<std::string_view> candidates;
  if (!is_prose(language)) {
    candidates = string_phrases(text, string_ranges(text, language, comments));
  }
  // The lines of prose, with an empty line in place of each line of code.
  std::vector<ProseLine> lines(1);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = take_part(rest, '\n');
    const auto begin = static_cast<std::size_t>(line.data() - text.data());
    const std::size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
    const bool has_prose = is_prose(language) || is_in(comments, begin + blanks);
    lines.push_back(has_prose ? prose_line(line, is_prose(language)) : ProseLine());
  }
  lines.emplace_back();
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    if (!is_whole(lines[i - 1], lines[i], lines[i + 1])) continue;
    const std::string_view phrase = within_limit(lines[i].text);
    if (is_phrase(phrase)) candidates.push_back(phrase);
  }
  return candidates;
}

std::vector<ProposedQuery> propose_literals(const ViewReader& view, const HiddenComments& comments,
                                            const std::stop_token& stop) {
  std::vector<ProposedQuery> proposed;
  std::vector<std::string> texts;
  for_each_own_text(view, stop, [&](const ViewText& one, const std::string& text) {
    const std::string_view path = one.paths[0];
    const std::string visible = visible_text(text, path, comments);
    std::vector<std::string_view> candidates = literal_candidates(visible, one.language());
    keep_by_chance(candidates, most_candidates_per_file);
    for (const std::string_view candidate : candidates) {
      const std::string name(language_name(one.language()));
      proposed.push_back(
          {{std::string(candidate), "literal", name, {{std::string(path), std::nullopt}}}, {}, 0});
      texts.push_back(lower_case(candidate));
    }
  });
  OccurrenceCounter counter(texts);
  for_each_text(view, stop, [&](const ViewText& one) {
    counter.add(lower_case(one.read()), one.paths.size());
  });
  const std::vector<std::size_t> counts = counter.counts();
  std::vector<ProposedQuery> unique;
  for (std::size_t i = 0; i < proposed.size(); ++i) {
    if (counts[i] == 1) unique.push_back(std::move(proposed[i]));
  }
  return unique;
}

}  // namespace gitctx

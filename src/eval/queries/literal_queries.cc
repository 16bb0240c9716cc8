#include "eval/queries/literal_queries.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "chunk/comments.h"
#include "text/languages.h"

namespace gitctx {
namespace {

constexpr std::size_t shortest_literal = 12;
constexpr std::size_t longest_literal = 160;
constexpr std::size_t fewest_words = 3;
// Markers of comments, lists, quotations and headings around the text of a line.
constexpr std::string_view front_markers = " \t\r/*#-;!%>|+=<{}\"'`";
constexpr std::string_view back_markers = " \t\r*/-|=#{}<>\"'`\\,;";

constexpr std::size_t start_bytes = 8;
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

/// The number of words of at least two letters, between blanks.
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
  return count_words(text) >= fewest_words && !text.contains('\\') && !text.contains('\t') &&
         10 * static_cast<std::size_t>(plain) >= letters_of_ten * text.size() && !is_stopped;
}

/// The phrases between quotes in a line.
std::vector<std::string_view> quoted_phrases(std::string_view line) {
  constexpr std::string_view quotes = "\"'`";
  std::array<bool, quotes.size()> has_no_end{};
  std::vector<std::string_view> phrases;
  for (std::size_t at = line.find_first_of(quotes); at != std::string_view::npos;
       at = line.find_first_of(quotes, at + 1)) {
    // A quote after a letter is an apostrophe.
    if (at > 0 && is_alphanumeric(line[at - 1])) continue;
    // A search that finds no end would be repeated in vain at every later quote of the line.
    bool& is_open = has_no_end[quotes.find(line[at])];
    if (is_open) continue;
    std::size_t end = line.find(line[at], at + 1);
    while (end != std::string_view::npos && end + 1 < line.size() &&
           is_alphanumeric(line[end + 1])) {
      end = line.find(line[at], end + 1);
    }
    is_open = end == std::string_view::npos;
    if (is_open) continue;
    const std::string_view phrase = trimmed(line.substr(at + 1, end - at - 1));
    if (is_phrase(phrase)) phrases.push_back(phrase);
    at = end;
  }
  return phrases;
}

/// The text of a line without markers; a long line is cut after a word.
std::string_view line_phrase(std::string_view line) {
  std::string_view text = trimmed_front(line, front_markers);
  const std::size_t last = text.find_last_not_of(back_markers);
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  if (text.size() <= longest_literal) return text;
  const std::size_t end = text.rfind(' ', longest_literal);
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end);
}

bool is_in(const std::vector<ByteRange>& ranges, std::size_t at) {
  const auto range = std::ranges::upper_bound(ranges, at, {}, &ByteRange::end);
  return range != ranges.end() && range->begin <= at;
}

}  // namespace

OccurrenceCounter::OccurrenceCounter(const std::vector<std::string>& texts)
    : texts_(texts), counts_(texts.size()), may_start_(std::size_t{1} << filter_bits) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint64_t start = start_of(texts[i], 0);
    may_start_[filter_place(start)] = true;
    by_start_.emplace(start, i);
  }
}

void OccurrenceCounter::add(std::string_view file) {
  for (std::size_t at = 0; at + start_bytes <= file.size(); ++at) {
    const std::uint64_t start = start_of(file, at);
    if (!may_start_[filter_place(start)]) continue;
    const auto [first, last] = by_start_.equal_range(start);
    for (auto text = first; text != last; ++text) {
      if (file.substr(at).starts_with(texts_[text->second])) ++counts_[text->second];
    }
  }
}

std::vector<std::string_view> literal_candidates(std::string_view text, Language language) {
  const bool is_code = has_grammar(language) && language != Language::markdown;
  const std::vector<ByteRange> comments = comment_ranges(text, language);
  std::vector<std::string_view> candidates;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = take_part(rest, '\n');
    const auto begin = static_cast<std::size_t>(line.data() - text.data());
    const std::size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
    const bool is_comment = is_in(comments, begin + blanks);
    std::vector<std::string_view> phrases;
    if (!is_comment) phrases = quoted_phrases(line);
    const std::string_view whole = line_phrase(line);
    const bool is_text = is_comment || !is_code;
    if (phrases.empty() && is_text && is_phrase(whole)) phrases.push_back(whole);
    candidates.insert(candidates.end(), phrases.begin(), phrases.end());
  }
  return candidates;
}

std::vector<ProposedQuery> propose_literals(const ViewReader& view, const HiddenComments& comments,
                                            const std::stop_token& stop) {
  std::vector<ProposedQuery> proposed;
  std::vector<std::string> texts;
  for_each_text(
      view, stop,
      [&](std::size_t, std::string_view path, Language language, const std::string& text) {
        if (!has_own_text(path, text)) return;
        const std::string visible = visible_text(text, path, comments);
        std::vector<std::string_view> candidates = literal_candidates(visible, language);
        keep_by_chance(candidates, most_candidates_per_file);
        for (const std::string_view candidate : candidates) {
          const std::string name(language_name(language));
          proposed.push_back(
              {{std::string(candidate), "literal", name, {{std::string(path), std::nullopt}}},
               {},
               0});
          texts.emplace_back(candidate);
        }
      });
  OccurrenceCounter counter(texts);
  for_each_text(view, stop, [&](std::size_t, std::string_view, Language, const std::string& text) {
    counter.add(text);
  });
  std::vector<ProposedQuery> unique;
  for (std::size_t i = 0; i < proposed.size(); ++i) {
    if (counter.count(i) == 1) unique.push_back(std::move(proposed[i]));
  }
  return unique;
}

}  // namespace gitctx

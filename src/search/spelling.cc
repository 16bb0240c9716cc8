#include "search/spelling.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/ascii.h"
#include "embed/local/static_embedder.h"
#include "index/segment_reader.h"
#include "lexical/postings_list.h"
#include "lexical/query_term.h"
#include "text/stemmer.h"
#include "text/word_filter.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::size_t shortest_word = 5;
// No word of a language is longer; the edits of a word are as many as 53 times its letters.
constexpr std::size_t longest_word = 24;
// Who pastes a text in another language has not slipped.
constexpr std::size_t most_tries = 8;

/// The word in small letters, if it is one that may be spelt wrong: letters alone, of which none
/// but the first is a capital.
std::optional<std::string> plain_word(std::string_view typed) {
  if (typed.size() < shortest_word || typed.size() > longest_word) return std::nullopt;
  if (!std::ranges::all_of(typed.substr(1), is_lower)) return std::nullopt;
  std::string word(typed);
  word[0] = lower_case(word[0]);
  if (!is_lower(word[0])) return std::nullopt;
  return word;
}

/// Calls `visit` for every word that is one slip away (F. J. Damerau, "A technique for computer
/// detection and correction of spelling errors", 1964) and begins with the same letter.
template <class Visit>
void for_each_slip(const std::string& word, Visit&& visit) {
  std::string other;
  for (std::size_t i = 1; i < word.size(); ++i) {
    other.assign(word).erase(i, 1);
    visit(other);
    if (i + 1 < word.size() && word[i] != word[i + 1]) {
      other = word;
      std::swap(other[i], other[i + 1]);
      visit(other);
    }
    other = word;
    for (char c = 'a'; c <= 'z'; ++c) {
      other[i] = c;
      if (c != word[i]) visit(other);
    }
  }
  for (std::size_t i = 1; i <= word.size(); ++i) {
    other.assign(word).insert(i, 1, 'a');
    for (char c = 'a'; c <= 'z'; ++c) {
      other[i] = c;
      visit(other);
    }
  }
}

/// Chunks of the view whose text has a term.
std::uint64_t text_frequency(std::string_view term, const ViewScope& scope) {
  std::uint64_t frequency = 0;
  for (std::size_t s = 0; s < scope.view().segments().size(); ++s) {
    const SegmentReader& segment = *scope.view().segments()[s].segment;
    const std::optional<TermEntry> entry = segment.terms().find(term);
    if (!entry) continue;
    const ChunkSet* in_view = scope.in_view(s);
    frequency += in_view == nullptr ? entry->chunk_frequency
                                    : count_common(segment.postings(*entry), *in_view);
  }
  return frequency;
}

/// Whether a text has a word, alone or as a part of a name.
bool has_word(std::string_view text, std::string_view word) {
  bool found = false;
  for_each_word(text, [&](std::string_view name) {
    if (found) return;
    const std::vector<std::string> parts = split_word(name).parts;
    found = std::ranges::find(parts, word) != parts.end();
  });
  return found;
}

/// Whether one of the first chunks of the view with a term has the word: a term is a stem, which
/// need not be one.
bool is_written(std::string_view word, std::string_view term, const ViewScope& scope) {
  constexpr int most_looks = 4;
  int looks = 0;
  for (std::size_t s = 0; s < scope.view().segments().size(); ++s) {
    const SegmentReader& segment = *scope.view().segments()[s].segment;
    const std::optional<TermEntry> entry = segment.terms().find(term);
    if (!entry) continue;
    for (PostingsCursor cursor(segment.postings(*entry)); !cursor.at_end(); cursor.next()) {
      if (scope.in_view(s) != nullptr && !scope.in_view(s)->contains(cursor.chunk())) continue;
      if (++looks > most_looks) return false;
      const ChunkRecord& chunk = segment.chunk(cursor.chunk());
      const BlobIndex blob = segment.blob_of(cursor.chunk());
      if (has_word(segment.text(blob, {chunk.byte_begin, chunk.byte_end}), word)) return true;
    }
  }
  return false;
}

/// How much speaks for a word: how often the view has it, and how often programmers write it.
double plausibility(std::uint64_t frequency, std::optional<std::uint32_t> row) {
  const std::uint32_t rows = embedded_model().word_count();
  return std::log(static_cast<double>(frequency) + 1) +
         std::log(rows / (static_cast<double>(row.value_or(rows)) + 1));
}

/// Looks for the words that were meant.
class Speller {
 public:
  explicit Speller(const ViewScope& scope) : scope_(scope) {}

  bool stands_in(const LexicalPlan& plan, std::string_view word) {
    const std::string_view term = stemmer_.stem(word);
    return std::ranges::find(plan.terms, term, &ViewTerm::text) != plan.terms.end();
  }

  /// A word of a language that the view has: the one that is the most frequent here and among
  /// programmers. Of a word that programmers write too ("recieve") only one that they write far
  /// more often.
  std::optional<std::string> correct(const std::string& word) {
    const StaticModel& model = embedded_model();
    const std::string stem(stemmer_.stem(word));
    const std::optional<std::uint32_t> typed_row = model.find(word);
    std::string best;
    double best_weight = 0;
    names_.clear();
    for_each_slip(word, [&](const std::string& other) {
      const std::string_view term = stemmer_.stem(other);
      if (term == stem) return;
      const std::uint64_t frequency = text_frequency(term, scope_);
      if (frequency == 0) return;
      const std::optional<std::uint32_t> row = model.find(other);
      const bool is_english = english_words().contains(other);
      if (typed_row && !(is_english && row && *row * far_more_often <= *typed_row)) return;
      if (!row && !is_english) {
        names_.emplace_back(frequency, other);
        return;
      }
      const double weight = plausibility(frequency, row);
      if (!best.empty() && weight <= best_weight) return;
      best = other;
      best_weight = weight;
    });
    if (!best.empty()) return best;
    return name_meant();
  }

 private:
  static constexpr std::uint32_t far_more_often = 4;

  /// The most frequent of the words that only the view has.
  std::optional<std::string> name_meant() {
    constexpr std::size_t most_names = 4;
    std::ranges::sort(names_, std::greater());
    if (names_.size() > most_names) names_.resize(most_names);
    for (const auto& [frequency, name] : names_) {
      if (is_written(name, stemmer_.stem(name), scope_)) return name;
    }
    return std::nullopt;
  }

  const ViewScope& scope_;
  Stemmer stemmer_;
  std::vector<std::pair<std::uint64_t, std::string>> names_;
};

}  // namespace

std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope) {
  // Of a longer text the last words were not looked up.
  if (query.terms.size() >= max_query_terms) return {};
  std::optional<Speller> speller;
  std::vector<Correction> corrections;
  std::size_t tries = 0;
  for (const std::string& typed : query.words) {
    const std::optional<std::string> word = plain_word(typed);
    if (!word || english_words().contains(*word)) continue;
    if (std::ranges::find(corrections, typed, &Correction::typed) != corrections.end()) continue;
    if (!speller) speller.emplace(scope);
    if (speller->stands_in(plan, *word)) continue;
    if (++tries > most_tries) return {};
    if (const auto meant = speller->correct(*word)) corrections.push_back({typed, *meant});
  }
  return corrections;
}

std::string with_corrections(std::string_view text, const std::vector<Correction>& corrections) {
  std::string out;
  std::size_t copied = 0;
  for_each_word(text, [&](std::string_view word) {
    const auto correction = std::ranges::find(corrections, word, &Correction::typed);
    if (correction == corrections.end()) return;
    const auto begin = static_cast<std::size_t>(word.data() - text.data());
    out += text.substr(copied, begin - copied);
    out += correction->taken;
    copied = begin + word.size();
  });
  return out += text.substr(copied);
}

}  // namespace gitctx

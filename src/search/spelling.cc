#include "search/spelling.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tuple>

#include "base/ascii.h"
#include "index/segment_reader.h"
#include "lexical/postings_list.h"
#include "lexical/query_term.h"
#include "text/stemmer.h"
#include "text/word_filter.h"
#include "text/word_frequency.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::size_t shortest_word = 5;
// Longer words are not English words. Checking a long word would take a long time, because there
// are up to 53 slips per letter.
constexpr std::size_t longest_word = 24;
// A text with more unknown words is more likely to be in another language than to be misspelt.
constexpr std::size_t most_tries = 8;

/// Returns the word in lower case if it may be misspelt. Such a word has only letters, and no
/// capital after the first letter.
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

/// The number of chunks of the view whose text has the term.
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

/// Of the chunks of the view that contain the term, returns the `count` chunks with the lowest
/// places, or all if there are fewer. `count` must be positive.
std::vector<ChunkRef> first_chunks(std::string_view term, const ViewScope& scope,
                                   std::size_t count) {
  std::vector<std::pair<std::uint64_t, ChunkRef>> places;  // a heap with the highest place in front
  for (std::uint32_t s = 0; s < scope.view().segments().size(); ++s) {
    const SegmentReader& segment = *scope.view().segments()[s].segment;
    const std::optional<TermEntry> entry = segment.terms().find(term);
    if (!entry) continue;
    PostingsCursor cursor(segment.postings(*entry));
    while (!cursor.at_end()) {
      const ChunkRef ref{s, cursor.chunk()};
      if (scope.in_view(s) != nullptr && !scope.in_view(s)->contains(ref.chunk)) {
        cursor.next();
        continue;
      }
      const std::uint64_t place = place_in_view(scope.view(), ref);
      if (places.size() == count && place >= places.front().first) {
        // Skips the rest of the blob, because its later chunks have even higher places.
        cursor.seek(std::max(segment.end_chunk(segment.blob_of(ref.chunk)),
                             ChunkId{to_int(ref.chunk) + 1}));
        continue;
      }
      if (places.size() == count) {
        std::ranges::pop_heap(places);
        places.pop_back();
      }
      places.emplace_back(place, ref);
      std::ranges::push_heap(places);
      cursor.next();
    }
  }
  std::ranges::sort_heap(places);
  std::vector<ChunkRef> chunks;
  for (const auto& [place, ref] : places) chunks.push_back(ref);
  return chunks;
}

/// The maximum number of chunks that is_written() reads for one word.
constexpr std::size_t most_looks = 4;

/// Whether one of the first chunks with the term contains the word itself. The term alone does not
/// prove this, because different words can have the same stem.
bool is_written(std::string_view word, std::string_view term, const ViewScope& scope) {
  return std::ranges::any_of(first_chunks(term, scope, most_looks), [&](const ChunkRef& ref) {
    const SegmentReader& segment = *scope.view().segments()[ref.segment].segment;
    const ChunkRecord& chunk = segment.chunk(ref.chunk);
    return has_word(segment.text(segment.blob_of(ref.chunk), {chunk.byte_begin, chunk.byte_end}),
                    word);
  });
}

/// A weight that grows with the frequency of a word in the view, and with the frequency at which
/// programmers write the word.
double plausibility(std::uint64_t frequency, std::optional<std::uint32_t> rank) {
  const std::uint32_t ranks = word_frequency().size();
  return std::log(static_cast<double>(frequency) + 1) +
         std::log(ranks / (static_cast<double>(rank.value_or(ranks)) + 1));
}

/// Finds the words that the user meant.
class Speller {
 public:
  explicit Speller(const ViewScope& scope) : scope_(scope) {}

  bool has_term(const LexicalPlan& plan, std::string_view word) {
    const std::string_view term = stemmer_.stem(word);
    return std::ranges::find(plan.terms, term, &ViewTerm::text) != plan.terms.end();
  }

  /// The most plausible word of the view that is one slip away. If programmers also write the typed
  /// word ("recieve"), the correction must be a word that they write far more often.
  std::optional<std::string> correct(const std::string& word) {
    const std::string stem(stemmer_.stem(word));
    const std::optional<std::uint32_t> typed_rank = word_frequency().rank(word);
    std::string best;
    double best_weight = 0;
    names_.clear();
    for_each_slip(word, [&](const std::string& other) {
      const std::string_view term = stemmer_.stem(other);
      if (term == stem) return;
      const std::uint64_t frequency = text_frequency(term, scope_);
      if (frequency == 0) return;
      const std::optional<std::uint32_t> rank = word_frequency().rank(other);
      const bool is_english = english_words().contains(other);
      if (typed_rank && !(is_english && rank && *rank * far_more_often <= *typed_rank)) return;
      if (!rank && !is_english) {
        names_.push_back({frequency, std::string(term), other});
        return;
      }
      const double weight = plausibility(frequency, rank);
      if (!best.empty() && weight <= best_weight) return;
      best = other;
      best_weight = weight;
    });
    if (!best.empty()) return best;
    return name_meant();
  }

 private:
  static constexpr std::uint32_t far_more_often = 4;

  /// The most frequent candidate that the view contains as written. The candidates are neither in
  /// the dictionary nor among programmers' words.
  std::optional<std::string> name_meant() {
    constexpr int most_terms = 4;
    std::ranges::sort(names_, std::greater());
    int terms = 0;
    std::string_view last_term;
    for (const auto& [frequency, term, name] : names_) {
      if (term != last_term && ++terms > most_terms) return std::nullopt;
      last_term = term;
      if (is_written(name, term, scope_)) return name;
    }
    return std::nullopt;
  }

  const ViewScope& scope_;
  Stemmer stemmer_;
  /// Frequency, term and word of each candidate.
  std::vector<std::tuple<std::uint64_t, std::string, std::string>> names_;
};

}  // namespace

std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope) {
  // If the query reached the maximum number of terms, its last words were not looked up.
  if (query.terms.size() >= max_query_terms) return {};
  std::optional<Speller> speller;
  std::vector<Correction> corrections;
  std::size_t tries = 0;
  for (const std::string& typed : query.words) {
    const std::optional<std::string> word = plain_word(typed);
    if (!word || english_words().contains(*word)) continue;
    if (std::ranges::find(corrections, typed, &Correction::typed) != corrections.end()) continue;
    if (!speller) speller.emplace(scope);
    if (speller->has_term(plan, *word)) continue;
    if (++tries > most_tries) return {};
    if (const auto meant = speller->correct(*word)) corrections.push_back({typed, *meant});
  }
  return corrections;
}

std::vector<ChunkRef> chunks_of_word(std::string_view word, const ViewScope& scope) {
  Stemmer stemmer;
  return first_chunks(stemmer.stem(word), scope, most_looks);
}

bool has_word(std::string_view text, std::string_view word) {
  bool found = false;
  for_each_word(text, [&](std::string_view name) {
    if (found) return;
    const std::vector<std::string> parts = split_word(name).parts;
    found = std::ranges::find(parts, word) != parts.end();
  });
  return found;
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

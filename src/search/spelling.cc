#include "search/spelling.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "embed/static_embedder.h"
#include "index/segment_reader.h"
#include "search/lay_words.h"
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

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// The word in small letters, if it is one that may be spelt wrong: letters alone, of which none
/// but the first is a capital.
std::optional<std::string> plain_word(std::string_view typed) {
  if (typed.size() < shortest_word || typed.size() > longest_word) return std::nullopt;
  if (!std::ranges::all_of(typed.substr(1), is_lower)) return std::nullopt;
  std::string word(typed);
  if (word[0] >= 'A' && word[0] <= 'Z') word[0] = static_cast<char>(word[0] + 32);
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

class Speller {
 public:
  explicit Speller(const ViewScope& scope) : scope_(scope) {}

  bool stands_in(const LexicalPlan& plan, std::string_view word) {
    const std::string_view term = stemmer_.stem(word);
    return std::ranges::find(plan.terms, term, &ViewTerm::text) != plan.terms.end();
  }

  /// The word that was meant.
  std::optional<std::string> correct(const std::string& word) {
    const StaticModel& model = embedded_model();
    std::string best;
    std::uint64_t best_frequency = 0;
    std::uint32_t best_row = model.word_count();
    for_each_slip(word, [&](const std::string& other) {
      const std::uint64_t frequency = text_frequency(stemmer_.stem(other), scope_);
      if (frequency < best_frequency) return;
      const std::uint32_t row = model.find(other).value_or(model.word_count());
      // Words of the same stem are as frequent as each other.
      if (frequency == best_frequency && row >= best_row) return;
      best = other;
      best_frequency = frequency;
      best_row = row;
    });
    if (best.empty()) return std::nullopt;
    return best;
  }

 private:
  const ViewScope& scope_;
  Stemmer stemmer_;
};

}  // namespace

std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope) {
  std::optional<Speller> speller;
  std::vector<Correction> corrections;
  std::size_t tries = 0;
  for (const std::string& typed : query.words) {
    const std::optional<std::string> word = plain_word(typed);
    if (!word || is_programmers_word(*word) || english_words().contains(*word)) continue;
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

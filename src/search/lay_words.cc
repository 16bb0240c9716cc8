#include "search/lay_words.h"

#include <algorithm>
#include <cmath>

#include "lexical/bm25f.h"
#include "text/word_filter.h"
#include "text/word_frequency.h"

namespace gitctx {

namespace {

/// Words up to this rank count as 0 in lay_share(). In judged queries about software, 9 of 10 words
/// have a rank below 7,300; in questions about other things, half of the ranked words have a rank
/// above 7,300.
constexpr double often_used_words = 4000;

double layness(std::string_view word) {
  if (!english_words().contains(word)) return 0;
  const std::uint32_t count = word_frequency().size();
  const std::uint32_t rank = word_frequency().rank(word).value_or(count);
  const double rarest = std::log(count / often_used_words);
  return std::clamp(std::log((rank + 1) / often_used_words) / rarest, 0.0, 1.0);
}

/// The idf of a term, divided by the idf of a term that does not occur in the view.
double rarity(std::string_view term, const LexicalPlan& plan, std::size_t chunk_count) {
  const auto found = std::ranges::find(plan.terms, term, &ViewTerm::text);
  if (found == plan.terms.end()) return 1;
  return std::min(1.0, found->idf / static_cast<double>(idf(0, chunk_count)));
}

}  // namespace

double lay_share(const ParsedQuery& query, const LexicalPlan& plan, std::size_t chunk_count,
                 WordTable& words) {
  if (query.says_nothing) return 1;
  double sum = 0;
  double count = 0;
  for (const std::string& word : query.words) {
    const WordTable::Word& parts = words.look_up(word);
    for (std::size_t i = 0; i < parts.token_count; ++i) {
      const std::string_view token = words.token_texts().text(words.tokens(parts)[i]);
      if (token[0] >= '0' && token[0] <= '9') continue;
      const std::string_view term = words.term_texts().text(words.terms(parts)[i]);
      sum += layness(token) * rarity(term, plan, chunk_count);
      ++count;
    }
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace gitctx

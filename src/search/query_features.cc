#include "search/query_features.h"

#include <algorithm>

#include "lexical/bm25f.h"
#include "text/words.h"

namespace gitctx {

NameFilter::NameFilter(std::span<const QueryWord> terms) {
  for (const QueryWord& word : terms) {
    const std::string_view start = std::string_view(word.term).substr(0, 3);
    if (std::ranges::any_of(start, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
      passes_all_ = true;
    }
    if (word.term.size() > 3) triples_.set(code_of(start));
    if (word.term.size() == 2 || word.term.size() == 3) pairs_.set(code_of(start.substr(0, 2)));
  }
}

bool NameFilter::may_agree(std::string_view name) const {
  if (passes_all_) return true;
  std::size_t last = 0;  // codes of the last letters, five bits each
  for (const char c : name) {
    if (c == '_') continue;
    last = (last << letter_bits | letter_code(c)) % triples;
    if (triples_.test(last) || pairs_.test(last % pairs)) return true;
  }
  return false;
}

// A capital letter has the same code as its small letter. Digits share their codes with letters, so
// the filter accepts a few more names than necessary.
std::size_t NameFilter::letter_code(char c) { return static_cast<unsigned char>(c) % 32; }

std::size_t NameFilter::code_of(std::string_view letters) {
  std::size_t code = 0;
  for (const char c : letters) code = code << letter_bits | letter_code(c);
  return code;
}

QueryFeatures::QueryFeatures(const ParsedQuery& query, std::span<const ViewTerm> terms,
                             WordTable& words)
    : query_(query), terms_(terms), words_(words), filter_(query.terms) {
  for (const ViewTerm& term : terms) total_weight_ += term.weight;
}

double QueryFeatures::share(std::size_t term) const {
  return total_weight_ > 0 ? terms_[term].weight / total_weight_ : 0;
}

double QueryFeatures::bm25(std::span<const float> impacts) const {
  if (total_weight_ <= 0) return 0;
  double score = 0;
  for (std::size_t t = 0; t < terms_.size(); ++t) score += terms_[t].weight * saturate(impacts[t]);
  return score / (total_weight_ * (Bm25f::k1 + 1));
}

double QueryFeatures::coverage(std::span<const float> impacts) const {
  if (total_weight_ <= 0) return 0;
  double covered = 0;
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    if (impacts[t] > 0) covered += terms_[t].weight;
  }
  return covered / total_weight_;
}

double QueryFeatures::name_f1(std::string_view name) {
  if (total_weight_ <= 0 || !filter_.may_agree(name)) return 0;
  const std::span<const std::string_view> terms = terms_of(name);
  if (terms.empty()) return 0;
  double common = 0;
  std::size_t known = 0;
  for (const ViewTerm& asked : terms_) {
    if (std::ranges::find(terms, asked.text) == terms.end()) continue;
    common += asked.weight;
    ++known;
  }
  if (known == 0) return 0;
  const double recall = common / total_weight_;
  const double precision = static_cast<double>(known) / static_cast<double>(terms.size());
  return 2 * recall * precision / (recall + precision);
}

double QueryFeatures::prefix_share(std::string_view name) {
  constexpr std::size_t shortest = 3;
  if (!filter_.may_agree(name)) return 0;
  const std::span<const std::string_view> terms = terms_of(name);
  if (terms.empty()) return 0;
  const auto agrees = [&](std::string_view b) {
    return std::ranges::any_of(query_.terms, [&](const QueryWord& asked) {
      const std::string_view a = asked.term;
      return std::min(a.size(), b.size()) >= shortest && (a.starts_with(b) || b.starts_with(a));
    });
  };
  return static_cast<double>(std::ranges::count_if(terms, agrees)) /
         static_cast<double>(terms.size());
}

/// The distinct terms of a name. The result is valid until the next call.
std::span<const std::string_view> QueryFeatures::terms_of(std::string_view name) {
  name_terms_.clear();
  for_each_word(name, [&](std::string_view word) {
    for (const std::uint32_t number : words_.terms(words_.look_up(word))) {
      const std::string_view term = words_.term_texts().text(number);
      if (std::ranges::find(name_terms_, term) == name_terms_.end()) name_terms_.push_back(term);
    }
  });
  return name_terms_;
}

}  // namespace gitctx

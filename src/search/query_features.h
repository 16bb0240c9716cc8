#pragma once

#include <bitset>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "search/candidates.h"
#include "search/parsed_query.h"
#include "text/word_table.h"

namespace gitctx {

/// A fast filter that rejects a name unless the name contains the first three letters of a query
/// term. For a term of two or three letters, the first two letters suffice, because stemming may
/// change the third letter ("any" becomes "ani"). Longer stems keep the first three letters of
/// their words, so the filter rejects no name that agrees with the query.
class NameFilter {
 public:
  explicit NameFilter(std::span<const QueryWord> terms);

  bool may_agree(std::string_view name) const;

 private:
  static constexpr std::size_t letter_bits = 5;
  static constexpr std::size_t pairs = 1 << 2 * letter_bits;
  static constexpr std::size_t triples = 1 << 3 * letter_bits;

  static std::size_t letter_code(char c);
  static std::size_t code_of(std::string_view letters);

  std::bitset<pairs> pairs_;
  std::bitset<triples> triples_;
  bool passes_all_ = false;
};

/// Measures how well texts and names agree with one query. The caller describes a text by the
/// impacts of the query terms in that text. All results are from 0 to 1. If no query term occurs in
/// the view, all results except prefix_share() are 0. The arguments must outlive the object.
class QueryFeatures {
 public:
  QueryFeatures(const ParsedQuery& query, std::span<const ViewTerm> terms, WordTable& words);

  std::span<const ViewTerm> terms() const { return terms_; }

  /// The weight of a term divided by the weight of all terms.
  double share(std::size_t term) const;
  /// BM25F divided by its highest possible value.
  double bm25(std::span<const float> impacts) const;
  /// The weight of the terms with an impact, divided by the weight of all terms.
  double coverage(std::span<const float> impacts) const;

  /// The harmonic mean of two shares: the share of the query weight that belongs to terms in the
  /// name, and the share of the name's terms that occur in the query.
  double name_f1(std::string_view name);
  /// The share of the name's terms that are a prefix of a query term, or have a query term as a
  /// prefix ("recovery" and "recoverer"). Query terms that do not occur in the view also count.
  double prefix_share(std::string_view name);

 private:
  std::span<const std::string_view> terms_of(std::string_view name);

  const ParsedQuery& query_;
  std::span<const ViewTerm> terms_;
  WordTable& words_;
  NameFilter filter_;
  double total_weight_ = 0;
  std::vector<std::string_view> name_terms_;
};

}  // namespace gitctx

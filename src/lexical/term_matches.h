#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexical/query_term.h"

namespace gitctx {

/// The occurrences of one term in one chunk; all zero if there are none.
struct TermMatch {
  float impact = 0;       ///< impact of body and symbols, normalised by chunk length
  float path_impact = 0;  ///< added to `impact` before saturation
  std::uint8_t body_count = 0;
  std::uint8_t symbol_count = 0;

  bool operator==(const TermMatch&) const = default;
};

/// A table of TermMatch, with one row per requested chunk and one column per query term.
class TermMatches {
 public:
  TermMatches(std::size_t chunk_count, std::size_t term_count)
      : term_count_(term_count), matches_(chunk_count * term_count) {}

  std::span<const TermMatch> row(std::size_t chunk_index) const {
    return std::span(matches_).subspan(chunk_index * term_count_, term_count_);
  }
  TermMatch& at(std::size_t chunk_index, std::size_t term_index) {
    return matches_[chunk_index * term_count_ + term_index];
  }

 private:
  std::size_t term_count_;
  std::vector<TermMatch> matches_;
};

/// Looks up every term in each of `sorted_chunks`, which must be increasing. The result is input
/// for the features of the ranker. The other arguments are as in top_k().
TermMatches lookup(std::span<const QueryTerm> terms, std::span<const ChunkId> sorted_chunks,
                   std::span<const std::uint16_t> chunk_lengths);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lexical/chunk_set.h"
#include "lexical/query_term.h"

namespace gitctx {

/// The score is the sum of the terms' contributions, each rounded to a multiple of 2^-32
/// (score_units.h).
struct ScoredChunk {
  ChunkId chunk{};
  double score = 0;

  bool operator==(const ScoredChunk&) const = default;
};

struct TopKRequest {
  std::size_t k = 10;
  const ChunkSet* allowed = nullptr;  ///< allowed chunks; null: all chunks
  double threshold = 0;               ///< only higher scores are returned
  /// Returns the place of a chunk. All places must be different. Of two chunks with equal scores,
  /// the chunk with the lower place is better. If empty, the place of a chunk is its number. Called
  /// only for chunks that compete for a result.
  std::function<std::uint64_t(ChunkId)> place;
};

/// The k best allowed chunks that have a term, in order of (score descending, place ascending).
/// `chunk_lengths` must be the lengths with which the postings of the segment were encoded. `terms`
/// must have at most max_query_terms elements. The result equals that of top_k_exhaustive()
/// (lexical/testing/top_k_exhaustive.h) exactly.
///
/// The algorithm is MaxScore over windows of chunks (Turtle and Flood 1995; live blocks as in
/// Mallia et al., WSDM 2021). A window is skipped if the sum of the upper bounds of its terms does
/// not exceed the k-th best score so far. In the other windows, terms are selected in order of
/// increasing bound while the sum of their bounds does not exceed the k-th best score. The postings
/// of the selected terms are not walked. They are looked up only in chunks whose score can still
/// exceed the k-th best score.
std::vector<ScoredChunk> top_k(std::span<const QueryTerm> terms,
                               std::span<const std::uint16_t> chunk_lengths,
                               const TopKRequest& request);

}  // namespace gitctx

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
  const ChunkSet* allowed = nullptr;  ///< null: all chunks are allowed
  double threshold = 0;               ///< only higher scores are returned
  /// Places of chunks, all different. Of chunks with equal scores, the one with the lower place is
  /// better. Empty: the chunk's number. Called only for chunks that compete for a result.
  std::function<std::uint64_t(ChunkId)> place;
};

/// The k best allowed chunks that have a term, in order of (score descending, place ascending).
/// `chunk_lengths` has the length of each chunk of the segment, as used to encode the postings. At
/// most max_query_terms terms. The result equals that of top_k_exhaustive()
/// (lexical/testing/top_k_exhaustive.h) exactly.
///
/// MaxScore over windows of chunks (Turtle and Flood 1995; live blocks as in Mallia et al., WSDM
/// 2021): a window is skipped if the sum of its upper bounds does not exceed the current k-th
/// score. In the other windows, terms are taken in order of increasing bound while the sum of their
/// bounds does not exceed that score. These terms are not walked, but looked up for chunks that can
/// still exceed it.
std::vector<ScoredChunk> top_k(std::span<const QueryTerm> terms,
                               std::span<const std::uint16_t> chunk_lengths,
                               const TopKRequest& request);

}  // namespace gitctx

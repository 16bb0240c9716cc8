#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexical/chunk_set.h"
#include "lexical/query_term.h"

namespace gitctx {

/// The score is the sum over the terms, each rounded to a multiple of 2^-32 (score_units.h).
struct ScoredChunk {
  ChunkId chunk{};
  double score = 0;

  bool operator==(const ScoredChunk&) const = default;
};

struct TopKRequest {
  std::size_t k = 10;
  const ChunkSet* allowed = nullptr;  ///< null: all chunks; else a set of exactly these chunks
  double threshold = 0;               ///< scores must exceed it: that of the segments before
};

/// The k best allowed chunks that have a term, in order of (score descending, chunk ascending).
/// `chunk_lengths` has one entry per chunk of the segment: the lengths the postings were encoded
/// with. At most max_query_terms terms. Equals top_k_exhaustive()
/// (lexical/testing/top_k_exhaustive.h) exactly.
///
/// MaxScore over windows of chunks (Turtle and Flood 1995; live blocks as in Mallia et al., WSDM
/// 2021): a window whose bounds do not reach the k-th score so far is skipped; in the others
/// only terms that can lift a chunk over it are walked, and the rest are looked up for the chunks
/// that could still make it.
std::vector<ScoredChunk> top_k(std::span<const QueryTerm> terms,
                               std::span<const std::uint16_t> chunk_lengths,
                               const TopKRequest& request);

}  // namespace gitctx

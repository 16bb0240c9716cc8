#pragma once

#include "lexical/top_k.h"

namespace gitctx {

/// The slow and simple twin of top_k(): scores and sorts all chunks.
std::vector<ScoredChunk> top_k_exhaustive(std::span<const QueryTerm> terms,
                                          std::span<const std::uint16_t> chunk_lengths,
                                          const TopKRequest& request);

}  // namespace gitctx

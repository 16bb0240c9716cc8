#pragma once

#include "core/query.h"
#include "core/result.h"
#include "index/snapshot.h"
#include "search/features.h"

namespace gitctx {

class Embedder;

/// Finds the chunks of one view that answer the query, best first. Reads only the index: no git, no
/// network unless the embedder needs one. Throws Error (usage) for an empty query, and
/// (configuration) when the index was made with another embedding model.
SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder);

/// The passes of search() before ranking: the chunks that may be shown, with their features. The
/// time of each pass is appended to `passes`.
CandidateSet find_candidates(const ViewReader& view, const Query& query, Embedder& embedder,
                             std::vector<PassTime>& passes);

}  // namespace gitctx

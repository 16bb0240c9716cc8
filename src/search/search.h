#pragma once

#include "core/query.h"
#include "core/result.h"
#include "index/snapshot.h"

namespace gitctx {

class Embedder;

/// Finds the chunks of one view that answer the query, best first. Reads only the index: no git, no
/// network unless the embedder needs one. Throws Error (usage) for an empty query, and
/// (configuration) when the index was made with another embedding model.
SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder);

}  // namespace gitctx

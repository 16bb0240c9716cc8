#pragma once

#include "core/query.h"
#include "core/result.h"
#include "index/snapshot.h"
#include "search/features.h"

namespace gitctx {

class Embedder;
class WordTable;

/// Finds the chunks of one view that answer the query, best first. Reads only the index: no git, no
/// network unless the embedder needs one. Throws Error (usage) for an empty query, and
/// (configuration) when the index was made with another embedding model.
///
/// `words` remembers how words are taken apart: with that of earlier searches a search is faster.
SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder, WordTable& words);
SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder);

/// The passes of search() before ranking: the chunks that may be shown, with their features. The
/// time of each pass is appended to `passes`.
CandidateSet find_candidates(const ViewReader& view, const Query& query, Embedder& embedder,
                             WordTable& words, std::vector<PassTime>& passes);

}  // namespace gitctx

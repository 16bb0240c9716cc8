#pragma once

#include "core/query.h"
#include "core/result.h"
#include "index/snapshot.h"
#include "search/features.h"

namespace gitctx {

class Embedder;
class TextCache;
class WordTable;

/// Finds the chunks of one view that answer the query, best first. Reads only the index; uses the
/// network only if the embedder does. Throws Error(usage) if the query is empty, and
/// Error(configuration) if the index was built with another embedding model.
///
/// `words` caches the parts of words; reusing the table makes later searches faster.
SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder, WordTable& words);
SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder);

/// The passes of search() before ranking: finds the candidates and measures their features. Appends
/// the time of each pass to `passes`.
CandidateSet find_candidates(const ViewReader& view, const Query& query, Embedder& embedder,
                             WordTable& words, TextCache& texts, std::vector<PassTime>& passes);

}  // namespace gitctx

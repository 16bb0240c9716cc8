#include "lexical/query_term.h"

#include "base/check.h"

namespace gitctx {

void check_query(std::span<const QueryTerm> terms, std::size_t chunk_count) {
  GITCTX_CHECK(terms.size() <= max_query_terms);
  for (const QueryTerm& term : terms) {
    GITCTX_CHECK(term.weight >= 0 && term.weight <= max_term_weight);
    GITCTX_CHECK(term.postings.chunk_count() <= chunk_count);
    ChunkId last_end{};
    for (const PathRange& range : term.paths) {
      GITCTX_CHECK(range.begin >= last_end && range.begin < range.end);
      GITCTX_CHECK(range.impact >= 0 && range.impact <= max_path_impact);
      last_end = range.end;
    }
    GITCTX_CHECK(to_int(last_end) <= chunk_count);
  }
}

}  // namespace gitctx

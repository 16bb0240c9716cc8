#include "lexical/term_matches.h"

#include <algorithm>

#include "base/check.h"
#include "lexical/bm25f.h"
#include "lexical/path_walk.h"

namespace gitctx {

TermMatches lookup(std::span<const QueryTerm> terms, std::span<const ChunkId> sorted_chunks,
                   std::span<const std::uint16_t> chunk_lengths) {
  check_query(terms, chunk_lengths.size());
  GITCTX_CHECK(std::ranges::is_sorted(sorted_chunks));
  GITCTX_CHECK(sorted_chunks.empty() || to_int(sorted_chunks.back()) < chunk_lengths.size());
  TermMatches matches(sorted_chunks.size(), terms.size());
  for (std::size_t term = 0; term < terms.size(); ++term) {
    PostingsCursor cursor(terms[term].postings);
    PathWalk paths(terms[term].paths);
    for (std::size_t i = 0; i < sorted_chunks.size(); ++i) {
      const ChunkId chunk = sorted_chunks[i];
      TermMatch& match = matches.at(i, term);
      match.path_impact = paths.run_at(chunk).impact;
      cursor.seek(chunk);
      if (cursor.at_end() || cursor.chunk() != chunk) continue;
      match.body_count = cursor.body_count();
      match.symbol_count = cursor.symbol_count();
      match.impact = impact(match.body_count, match.symbol_count, chunk_lengths[to_int(chunk)]);
    }
  }
  return matches;
}

}  // namespace gitctx

#pragma once

#include <span>
#include <vector>

#include "core/ids.h"
#include "lexical/postings_list.h"

namespace gitctx {

inline constexpr std::size_t max_query_terms = 64;
/// These limits make every score exact in a double (score_units.h).
inline constexpr float max_term_weight = 1e4f;
inline constexpr float max_path_impact = 1e6f;

/// Chunks [begin, end) of a file whose path has the term. In each of these chunks, the impact of
/// the path is added to the impact of the body and the symbols.
struct PathRange {
  ChunkId begin{};
  ChunkId end{};
  float impact = 0;  ///< 0..max_path_impact
};

/// One term of a query in one segment. A chunk has the term if the chunk has a posting or is in a
/// path range. The score of the chunk for the term is weight * saturate(impact + path impact).
struct QueryTerm {
  float weight = 0;              ///< idf times the term's weight in the query; 0..max_term_weight
  PostingsList postings;         ///< may be empty
  std::vector<PathRange> paths;  ///< sorted, disjoint
};

/// Checks the conditions stated in QueryTerm, and that every chunk is below `chunk_count`.
void check_query(std::span<const QueryTerm> terms, std::size_t chunk_count);

}  // namespace gitctx

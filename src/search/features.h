#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/ranges.h"
#include "core/result.h"
#include "search/candidates.h"
#include "search/exact_match.h"
#include "search/feature_table.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"
#include "text/word_table.h"

namespace gitctx {

/// A chunk that may become a result, with the file under which it would be shown.
struct Candidate {
  ChunkRef ref;
  std::uint32_t file = 0;  ///< number of the file in the view
  std::uint32_t path = 0;  ///< first file with this path; a history view may have several
  BlobIndex blob{};        ///< the content of the file, in the segment of `ref`
  LineRange lines;
  std::uint32_t bytes = 0;  ///< size of the chunk
  FeatureVector features{};
  ExactMatch exact;  ///< see add_exact_evidence()
  int tier = 0;      ///< candidates of a higher tier rank first; 0 without exact evidence

  double& operator[](Feature feature) { return features[static_cast<std::size_t>(feature)]; }
  double operator[](Feature feature) const { return features[static_cast<std::size_t>(feature)]; }
};

/// The candidates of one query.
struct CandidateSet {
  std::vector<Candidate> candidates;
  std::vector<Correction> corrections;
  double known_share = 0;       ///< weight of query words in the view / weight of all query words
  double lay_share = 0;         ///< see lay_share()
  std::vector<ViewTerm> terms;  ///< the query terms that occur in the view
  Wording wording;              ///< the wording of the query
};

/// Measures all features of the chunks. `sorted_refs` must be sorted. Chunks outside the view are
/// dropped. If `scorer` is null, the cosines are 0.
std::vector<Candidate> measure_candidates(std::span<const ChunkRef> sorted_refs,
                                          const ParsedQuery& query, const LexicalPlan& plan,
                                          const ViewScope& scope, const SemanticScorer* scorer,
                                          WordTable& words);

}  // namespace gitctx

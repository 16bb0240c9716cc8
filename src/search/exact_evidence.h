#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "index/text_cache.h"
#include "search/candidates.h"
#include "search/exact_match.h"
#include "search/features.h"
#include "search/view_scope.h"
#include "text/word_table.h"

namespace gitctx {

/// The chunks that contain the wording of a query, each with its best match.
using ExactEvidence = std::map<ChunkRef, ExactMatch>;

/// Reads the texts of chunks that contain every word of the wording: up to 100 definitions of the
/// wording, then other chunks, the likeliest first. Stops when 40 chunks define the wording or
/// contain it verbatim. Of the other chunks, reads at most 1,500, or 120 once a chunk defines the
/// wording or contains it verbatim. If the wording is a message and no chunk contains it, also
/// reads the 60 best lexical candidates. `lexical` must be the result of lexical_candidates().
ExactEvidence find_exact_evidence(const Wording& wording, const ViewScope& scope,
                                  std::span<const ScoredRef> lexical, WordTable& words,
                                  TextCache& texts);

/// Sets `exact` and `tier` of the candidates.
void add_exact_evidence(const Wording& wording, const ExactEvidence& evidence,
                        std::vector<Candidate>& candidates);

}  // namespace gitctx

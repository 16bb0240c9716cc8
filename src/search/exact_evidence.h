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

/// Reads the texts of the chunks that contain every word of the wording, the likeliest chunks
/// first. Stops when 40 chunks define the wording or contain it verbatim. Otherwise, stops after
/// 120 chunks if at least one of them does, or else after 1,500 chunks. If none of them contains a
/// message, also reads the 60 best lexical candidates. `lexical` must be the result of
/// lexical_candidates().
ExactEvidence find_exact_evidence(const Wording& wording, const ViewScope& scope,
                                  std::span<const ScoredRef> lexical, WordTable& words,
                                  TextCache& texts);

/// Sets `exact` and `tier` of the candidates.
void add_exact_evidence(const Wording& wording, const ExactEvidence& evidence,
                        std::vector<Candidate>& candidates);

}  // namespace gitctx

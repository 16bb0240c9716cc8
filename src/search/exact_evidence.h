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

/// The chunks that have the wording of a query.
using ExactEvidence = std::map<ChunkRef, ExactMatch>;

/// Reads the texts of the chunks that have every word of the wording, the likeliest chunks first.
/// Stops when `enough` chunks have the wording verbatim, or after 120 chunks if one has it, or
/// after 1,500 chunks. `lexical` are the candidates of lexical_candidates().
ExactEvidence find_exact_evidence(const Wording& wording, const ViewScope& scope,
                                  std::span<const ScoredRef> lexical, std::size_t enough,
                                  WordTable& words, TextCache& texts);

/// Sets `exact` and `tier` of the candidates.
void add_exact_evidence(const Wording& wording, const ExactEvidence& evidence,
                        std::vector<Candidate>& candidates);

}  // namespace gitctx

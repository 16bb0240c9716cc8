#pragma once

#include <vector>

#include "core/query.h"
#include "core/result.h"
#include "search/features.h"

namespace gitctx {

struct RankedCandidate {
  Candidate candidate;
  double raw = 0;    ///< weighted sum of the features
  double score = 0;  ///< `raw` mapped to 0..1
};

/// Orders candidates by score, best first, and keeps `limit`: of every path its best chunk, and
/// further chunks of a path only where paths run out. The mode says which features count.
std::vector<RankedCandidate> rank(const std::vector<Candidate>& candidates, SearchMode mode,
                                  std::size_t limit, double min_similarity);

/// Every feature that had a part in the score, with what it gave; the first is the constant.
std::vector<ScorePart> explain(const Candidate& candidate, SearchMode mode);

}  // namespace gitctx

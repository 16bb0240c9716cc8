#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "lexical/bm25f.h"

namespace gitctx {

/// A score in multiples of 2^-32. Integer sums do not depend on the order of addition, so terms can
/// be added in any order. A double represents sums up to 2^53 units exactly.
using ScoreUnits = std::int64_t;

inline constexpr double units_per_score = 4294967296.0;

/// The contribution of a term to the score of a chunk. `impact` is the impact of the term in the
/// chunk, including the path impact.
inline ScoreUnits contribution(float weight, float impact) {
  return static_cast<ScoreUnits>(static_cast<double>(weight * saturate(impact)) * units_per_score);
}

/// An upper bound of the contribution of any impact up to `max_impact`. The margin covers the
/// rounding of saturate(), which need not be monotone in the last bits.
inline ScoreUnits contribution_bound(float weight, float max_impact) {
  const ScoreUnits at_maximum = contribution(weight, max_impact);
  return at_maximum + (at_maximum >> 20) + 1;
}

inline double score_of_units(ScoreUnits units) {
  return static_cast<double>(units) / units_per_score;
}

/// The largest number of units that does not exceed `score`.
inline ScoreUnits units_of_score(double score) {
  constexpr double limit = 4611686018427387904.0;  // 2^62
  const double units = std::floor(score * units_per_score);
  if (units >= limit) return std::numeric_limits<ScoreUnits>::max();
  return units <= -limit ? std::numeric_limits<ScoreUnits>::min() : static_cast<ScoreUnits>(units);
}

}  // namespace gitctx

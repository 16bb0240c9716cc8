#pragma once

#include <vector>

#include "core/query.h"
#include "core/result.h"
#include "search/features.h"

namespace gitctx {

struct RankedCandidate {
  Candidate candidate;
  double raw = 0;    ///< weighted sum of the features
  double score = 0;  ///< how likely it is relevant, 0..1
};

/// From raw scores to probabilities: the logistic function of a sum over what is said of the
/// candidate and of its query. Rises with the raw score.
struct Calibration {
  double constant = 0;
  double raw = 0;            ///< of the candidate
  double below_best = 0;     ///< of the candidate, less that of the query's best
  double known_share = 0;    ///< see CandidateSet
  double best_coverage = 0;  ///< coverage_file of the query's best
  double best_cosine = 0;    ///< cosine of the query's best
  double lay_share = 0;      ///< see CandidateSet

  /// The part that is the same for all candidates of the query, of which `best` is the best.
  double of_query(const CandidateSet& found, double best_raw, const Candidate& best) const {
    return constant + known_share * found.known_share + lay_share * found.lay_share +
           best_coverage * best[Feature::coverage_file] + best_cosine * best[Feature::cosine] -
           below_best * best_raw;
  }
};

/// What one mode ranks by.
struct RankerModel {
  FeatureVector weights{};
  Calibration calibration;
};

/// The model of a mode (search/ranker_weights.h), fitted by gitctx-train.
const RankerModel& ranker_model(SearchMode mode);

/// The weighted sum of a candidate's features.
double raw_score(const FeatureVector& weights, const Candidate& candidate);

struct RankLimits {
  std::size_t count = 10;
  double min_similarity = 0;  ///< of every result
};

/// Orders candidates by score, best first, and keeps some: of every path its best chunk, and
/// further chunks of a path only where paths run out. Those stand behind chunks of other paths that
/// score much less.
std::vector<RankedCandidate> rank(const CandidateSet& found, const RankerModel& model,
                                  const RankLimits& limits);

/// Leaves nothing of ranked candidates of which even the best is less probable, unless it has all
/// words of the query. Returns the score of the best that was hidden, else 0.
double hide_improbable(std::vector<RankedCandidate>& ranked, const CandidateSet& found,
                       double min_best_similarity);

/// Every feature that had a part in the score, with what it gave before the logistic function; the
/// first, "query", is the part that all results of the query share.
std::vector<ScorePart> explain(const RankedCandidate& ranked, const RankerModel& model);

}  // namespace gitctx

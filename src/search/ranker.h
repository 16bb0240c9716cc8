#pragma once

#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

#include "core/query.h"
#include "core/result.h"
#include "search/features.h"

namespace gitctx {

struct RankedCandidate {
  Candidate candidate;
  double raw = 0;    ///< see rank()
  double score = 0;  ///< probability that the candidate is relevant, 0..1
};

/// Maps raw scores to probabilities: the logistic function of a weighted sum. Each member is the
/// weight of the input that its comment describes. The probability rises with the raw score and
/// falls with the rank.
struct Calibration {
  double constant = 0;
  double raw = 0;            ///< raw score of the candidate
  double below_best = 0;     ///< raw score of the candidate minus the best raw score
  double known_share = 0;    ///< see CandidateSet
  double best_coverage = 0;  ///< coverage_file of the query's best candidate
  double best_cosine = 0;    ///< cosine of the query's best candidate
  double lay_share = 0;      ///< see CandidateSet
  double log_rank = 0;       ///< logarithm of the rank, which starts at 1

  /// The part of the sum that all candidates of the query share. `best` is the best candidate.
  double of_query(const CandidateSet& found, double best_raw, const Candidate& best) const {
    return constant + known_share * found.known_share + lay_share * found.lay_share +
           best_coverage * best[Feature::coverage_file] + best_cosine * best[Feature::cosine] -
           below_best * best_raw;
  }
};

/// The features that distinguish the chunks of one file: BM25F, cosine, names (`symbol_f1`), and
/// the logarithm of the size in bytes.
using ChunkFeatures = std::array<double, 4>;
ChunkFeatures chunk_features(const Candidate& candidate);

/// Weights of the sum that orders the chunks of one file. If the answer is in the file, the
/// difference between the sums of two chunks is the logarithm of the odds that the answer is in the
/// first chunk rather than in the second.
struct ChunkWeights {
  double bm25 = 0;
  double cosine = 0;
  double symbol_f1 = 0;
  double log_size = 0;

  double sum(const Candidate& candidate) const;
};

/// The ranker of one search mode.
struct RankerModel {
  FeatureVector weights{};
  Calibration calibration;
  ChunkWeights chunk;
};

/// The listed weights; all other features have weight 0.
constexpr FeatureVector weights_of(std::initializer_list<std::pair<Feature, double>> listed) {
  FeatureVector weights{};
  for (const auto& [feature, weight] : listed) weights[static_cast<std::size_t>(feature)] = weight;
  return weights;
}

/// Whether a search mode has the feature.
constexpr bool is_used_in(const FeatureRow& feature, SearchMode mode) {
  return feature.modes == FeatureModes::all ||
         mode != (feature.modes == FeatureModes::not_lexical ? SearchMode::lexical
                                                             : SearchMode::semantic);
}

/// The model of a mode (search/ranker_weights.h), fitted by gitctx-train.
const RankerModel& ranker_model(SearchMode mode);

/// The weighted sum of a candidate's features.
double raw_score(const FeatureVector& weights, const Candidate& candidate);

struct RankLimits {
  std::size_t count = 10;
  double min_similarity = 0;  ///< minimum score of a result, 0..1
};

/// The best candidates, best first. Candidates of a higher tier come first. Within a tier, the
/// first chunk of a file is the one with the highest sum by ChunkWeights. The raw score of this
/// result is the highest raw_score() of all chunks of the file. The raw score of the n-th further
/// chunk is lower by 4n, and by the difference between its sum and the first chunk's sum.
std::vector<RankedCandidate> rank(const CandidateSet& found, const RankerModel& model,
                                  const RankLimits& limits);

/// Whether even the best result is improbable: its score is below `min_best_similarity`, it has no
/// exact evidence, and it does not contain all words of the query.
bool is_improbable(const std::vector<RankedCandidate>& ranked, const CandidateSet& found,
                   double min_best_similarity);

/// The contribution of each feature to the log odds of the score. The first part, "query", is the
/// same for all results of the query. Features that contribute nothing are left out.
std::vector<ScorePart> explain(const RankedCandidate& ranked, const RankerModel& model);

}  // namespace gitctx

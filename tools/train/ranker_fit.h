#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "search/ranker.h"

namespace gitctx {

/// A judged query with its candidates.
struct FitQuery {
  std::size_t repository = 0;  ///< group of cross-validation
  std::string text;
  std::string category;
  CandidateSet found;
  std::vector<int> answers;        ///< by candidate: which relevant path it is of; -1: none
  std::size_t relevant_count = 0;  ///< number of relevant paths; 0 if the repository has no answer
  bool restricted = true;          ///< asked only of the folder that the repository names, if any
  bool only_calibrates = false;    ///< used for the calibration only, not for the weights
  double share = 1;                ///< weight relative to other queries
};

/// Which features a model may use; the others have weight 0.
using FeatureMask = std::array<bool, feature_count>;

/// Linear weights that rank relevant paths above the others: listwise softmax over the paths of
/// each query (Cao et al. 2007; a path is represented by its best chunk), minimised by Adam on all
/// queries at once. `penalty` multiplies the squared distance of each weight from its prior, for
/// features scaled to unit variance. Deterministic.
FeatureVector fit_weights(std::span<const FitQuery* const> queries, const FeatureMask& mask,
                          double penalty = 5e-3);

/// Logistic regression of the relevance of each query's ten best results, weighted by `share`.
Calibration fit_calibration(std::span<const FitQuery* const> queries, const FeatureVector& weights);

/// NDCG@10, with binary gain, of the ten results that rank() would give. The query must have
/// answers.
double ndcg10(const FitQuery& query, const FeatureVector& weights);

/// A result: its probability, and whether it is relevant.
struct CalibratedResult {
  double score = 0;
  bool relevant = false;
  double share = 1;  ///< of its query
};

/// The ten results of a query.
std::vector<CalibratedResult> calibrated_results(const FitQuery& query, const RankerModel& model);

/// Results of similar scores; each counts as much as its share.
struct CalibrationBin {
  double count = 0;
  double score = 0;
  double relevant = 0;
};

/// The results in ten bins of equal width.
std::array<CalibrationBin, 10> bins_of(std::span<const CalibratedResult> results);

/// Mean difference of score and share of relevant results in the bins, weighted by their size
/// (expected calibration error; Naeini et al. 2015).
double expected_calibration_error(std::span<const CalibratedResult> results);

}  // namespace gitctx

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/ranker.h"

namespace gitctx {

/// A judged query with its candidates.
struct FitQuery {
  std::size_t repository = 0;  ///< decides the fold in cross-validation
  std::string text;
  std::string category;
  CandidateSet found;
  std::vector<int> answers;  ///< by candidate: index of its relevant path; -1: none
  /// By candidate: whether it shares a line with an answer. Nothing if the answers have no lines.
  std::optional<std::vector<bool>> has_lines;
  std::size_t relevant_count = 0;  ///< number of relevant paths; 0 if the repository has no answer
  bool restricted = true;        ///< whether the search is restricted to the judged folder, if any
  bool only_calibrates = false;  ///< whether the query is used only for the calibration
  double share = 1;              ///< weight in the calibration, relative to other queries
  double ranking_share = 1;      ///< weight in fit_weights()
};

/// Whether a model may use each feature. The other features have weight 0.
using FeatureMask = std::array<bool, feature_count>;

/// Linear weights that rank relevant paths above the others. They minimise the listwise cross
/// entropy over the paths of each query (Cao et al. 2007), with Adam on all queries at once. A path
/// is represented by its best chunk. `penalty` multiplies the squared distance of each weight from
/// its prior, for features scaled to unit variance. Deterministic.
FeatureVector fit_weights(std::span<const FitQuery* const> queries, const FeatureMask& mask,
                          double penalty = 5e-3);

/// Fits the weights that distinguish the chunks with an answer from the other candidate chunks of
/// their file. The method is a conditional logistic regression over the relevant files of the
/// queries whose answers have lines. Weights that the mode does not use are not fitted.
ChunkWeights fit_chunk_weights(std::span<const FitQuery* const> queries, SearchMode mode);

/// A logistic regression, fitted to the relevance of each query's ten best results. Results with
/// exact evidence (a tier above 0) are left out. If answers have lines, a result is relevant if it
/// shares a line with an answer, and queries whose answers are whole files are left out. Each query
/// is weighted by its `share`. The calibration of `model` is not used.
Calibration fit_calibration(std::span<const FitQuery* const> queries, const RankerModel& model);

/// NDCG@10, with binary gain, of the first ten results of rank(). The query must have answers.
double ndcg10(const FitQuery& query, const RankerModel& model);

/// The rank of the first result that shares a line with an answer; 0 if none of the first ten does.
std::size_t line_rank(const FitQuery& query, const RankerModel& model);

/// A result: its probability, and whether it is relevant.
struct CalibratedResult {
  double score = 0;
  bool relevant = false;
  double share = 1;  ///< FitQuery::share of its query
};

/// The first ten results of a query.
std::vector<CalibratedResult> calibrated_results(const FitQuery& query, const RankerModel& model);

/// Sums over the results in a range of scores, each result weighted by its share.
struct CalibrationBin {
  double count = 0;
  double score = 0;
  double relevant = 0;
};

/// Groups the results into ten bins of equal width by score.
std::array<CalibrationBin, 10> bins_of(std::span<const CalibratedResult> results);

/// The expected calibration error (Naeini et al. 2015): the mean over the bins of the difference
/// between the mean score and the share of relevant results. Each bin is weighted by its size.
double expected_calibration_error(std::span<const CalibratedResult> results);

}  // namespace gitctx

#include "tools/train/ranker_fit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gitctx {
namespace {

/// A query with one candidate for each feature vector, each on its own path. The first candidate is
/// the answer.
FitQuery query_of(const std::vector<FeatureVector>& features) {
  FitQuery query;
  query.relevant_count = 1;
  query.found.known_share = 1;
  for (std::uint32_t i = 0; i < features.size(); ++i) {
    Candidate candidate;
    candidate.ref.chunk = ChunkId{i};
    candidate.file = candidate.path = i;
    candidate.features = features[i];
    query.found.candidates.push_back(candidate);
    query.answers.push_back(i == 0 ? 0 : -1);
  }
  return query;
}

std::vector<const FitQuery*> pointers_to(const std::vector<FitQuery>& queries) {
  std::vector<const FitQuery*> pointers;
  for (const FitQuery& query : queries) pointers.push_back(&query);
  return pointers;
}

FeatureVector with(Feature feature, double value) {
  FeatureVector features{};
  features[static_cast<std::size_t>(feature)] = value;
  return features;
}

FeatureMask all_features() {
  FeatureMask mask;
  mask.fill(true);
  return mask;
}

double weight(const FeatureVector& weights, Feature feature) {
  return weights[static_cast<std::size_t>(feature)];
}

TEST(FitWeights, LearnsWhichFeaturesAnswersHave) {
  std::vector<FitQuery> queries;
  for (int i = 0; i < 20; ++i) {
    queries.push_back(query_of({with(Feature::bm25, 0.5 + 0.02 * i), with(Feature::bm25, 0.1),
                                with(Feature::test, 1), with(Feature::depth, 0.3)}));
  }
  const auto pointers = pointers_to(queries);
  const FeatureVector weights = fit_weights(pointers, all_features());
  EXPECT_GT(weight(weights, Feature::bm25), 1);
  EXPECT_LT(weight(weights, Feature::test), -0.1);
  EXPECT_EQ(weight(weights, Feature::stem_f1), 0);
  EXPECT_EQ(ndcg10(queries[3], {.weights = weights}), 1);
  FeatureMask without = all_features();
  without[static_cast<std::size_t>(Feature::bm25)] = false;
  EXPECT_EQ(weight(fit_weights(pointers, without), Feature::bm25), 0);
}

TEST(Ndcg10, CountsEachRelevantPathOnce) {
  FitQuery query =
      query_of({with(Feature::bm25, 3), with(Feature::bm25, 2), with(Feature::bm25, 1)});
  query.relevant_count = 2;
  query.answers = {-1, 0, 1};
  const FeatureVector weights = with(Feature::bm25, 1);
  const double ideal = 1 + 1 / std::log2(3);
  EXPECT_NEAR(ndcg10(query, {.weights = weights}), (1 / std::log2(3) + 1 / std::log2(4)) / ideal,
              1e-12);
  query.answers = {-1, 0, 0};
  EXPECT_NEAR(ndcg10(query, {.weights = weights}), (1 / std::log2(3)) / ideal, 1e-12);
}

TEST(FitCalibration, GivesTheSharesOfRelevantResults) {
  // Three in four results with a high score are relevant, but only one in four with a low score.
  std::vector<FitQuery> queries;
  for (int i = 0; i < 400; ++i) {
    FitQuery query = query_of({with(Feature::bm25, i % 2 == 0 ? 2 : -2)});
    const bool relevant = i % 2 == 0 ? i % 8 != 0 : i % 8 == 1;
    query.answers = {relevant ? 0 : -1};
    queries.push_back(query);
  }
  const auto pointers = pointers_to(queries);
  RankerModel model{with(Feature::bm25, 1), {}};
  model.calibration = fit_calibration(pointers, model);
  std::vector<CalibratedResult> results;
  for (const FitQuery& query : queries) {
    for (const CalibratedResult& result : calibrated_results(query, model)) {
      results.push_back(result);
    }
  }
  EXPECT_NEAR(results[0].score, 0.75, 0.02);
  EXPECT_NEAR(results[1].score, 0.25, 0.02);
  EXPECT_LT(expected_calibration_error(results), 0.03);
}

TEST(FitCalibration, GivesQueriesAboutOtherThingsLowScores) {
  std::vector<FitQuery> queries;
  for (int i = 0; i < 200; ++i) {
    FitQuery query = query_of({with(Feature::bm25, 1)});
    query.found.lay_share = i % 2;
    query.answers = {i % 2 == 0 ? 0 : -1};
    queries.push_back(query);
  }
  const auto pointers = pointers_to(queries);
  RankerModel model{with(Feature::bm25, 1), {}};
  model.calibration = fit_calibration(pointers, model);
  EXPECT_GT(calibrated_results(queries[0], model)[0].score, 0.9);
  EXPECT_LT(calibrated_results(queries[1], model)[0].score, 0.1);
}

TEST(FitCalibration, CountsQueriesByTheirShares) {
  std::vector<FitQuery> queries;
  for (int i = 0; i < 200; ++i) {
    FitQuery query = query_of({with(Feature::bm25, 1)});
    query.share = i % 2 == 0 ? 1 : 0.25;
    query.answers = {i % 2 == 0 ? 0 : -1};
    queries.push_back(query);
  }
  const auto pointers = pointers_to(queries);
  RankerModel model{with(Feature::bm25, 1), {}};
  model.calibration = fit_calibration(pointers, model);
  EXPECT_NEAR(calibrated_results(queries[0], model)[0].score, 0.8, 0.01);
}

/// A query whose only file has two chunks; the answer is in the lines of the second one.
FitQuery query_with_lines(double right, double wrong) {
  FitQuery query = query_of({with(Feature::symbol_f1, wrong), with(Feature::symbol_f1, right)});
  query.found.candidates[1].file = query.found.candidates[1].path = 0;
  query.found.candidates[0].lines = {1, 2};
  query.found.candidates[1].lines = {5, 9};
  query.answers = {0, 0};
  query.has_lines = std::vector<bool>{false, true};
  return query;
}

TEST(FitChunkWeights, LearnsWhichChunkOfAFileHasTheAnswer) {
  std::vector<FitQuery> queries;
  for (int i = 0; i < 20; ++i) queries.push_back(query_with_lines(0.9, 0.1 + 0.01 * i));
  const auto pointers = pointers_to(queries);
  const ChunkWeights weights = fit_chunk_weights(pointers, SearchMode::hybrid);
  EXPECT_GT(weights.symbol_f1, 1);
  EXPECT_EQ(weights.bm25, 0);
  EXPECT_EQ(line_rank(queries[0], {.weights = with(Feature::bm25, 1), .chunk = weights}), 1U);
  EXPECT_EQ(line_rank(queries[0], {.weights = with(Feature::bm25, 1)}), 2U);
  EXPECT_EQ(fit_chunk_weights({}, SearchMode::hybrid).symbol_f1, 0);
}

TEST(FitCalibration, CountsLinesIfAnswersHaveLines) {
  std::vector<FitQuery> queries;
  for (int i = 0; i < 200; ++i) {
    FitQuery query = query_of({with(Feature::bm25, 1)});
    query.has_lines = std::vector<bool>{i % 4 == 0};
    queries.push_back(query);
    queries.push_back(query_of({with(Feature::bm25, 1)}));  // a whole file: left out
  }
  const auto pointers = pointers_to(queries);
  RankerModel model{with(Feature::bm25, 1), {}};
  model.calibration = fit_calibration(pointers, model);
  EXPECT_NEAR(calibrated_results(queries[0], model)[0].score, 0.25, 0.01);
}

TEST(FitWeights, LeavesOutWhatOnlyCalibrates) {
  FitQuery query = query_of({with(Feature::bm25, 1), with(Feature::bm25, 0)});
  const std::vector<const FitQuery*> pointers = {&query};
  EXPECT_GT(weight(fit_weights(pointers, all_features()), Feature::bm25), 0);
  query.only_calibrates = true;
  EXPECT_EQ(weight(fit_weights(pointers, all_features()), Feature::bm25), 0);
}

TEST(ExpectedCalibrationError, IsTheMeanDifferenceOfTheBins) {
  const std::vector<CalibratedResult> results = {
      {0.92, true}, {0.94, true}, {0.13, false}, {0.17, true}};
  // |sum of scores - relevant results|. Bin 0.9-1.0: |1.86 - 2|; bin 0.1-0.2: |0.30 - 1|.
  EXPECT_NEAR(expected_calibration_error(results), (0.14 + 0.70) / 4, 1e-12);
  EXPECT_EQ(expected_calibration_error({}), 0);
}

}  // namespace
}  // namespace gitctx

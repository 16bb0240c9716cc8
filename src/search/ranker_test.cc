#include "search/ranker.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

/// One candidate for each raw score. Every candidate has a path of its own.
CandidateSet candidates(std::initializer_list<double> scores) {
  CandidateSet found;
  for (const double score : scores) {
    Candidate candidate;
    candidate.file = candidate.path = static_cast<std::uint32_t>(found.candidates.size());
    candidate.lines = {1, 2};
    candidate[Feature::cosine] = score;
    found.candidates.push_back(candidate);
  }
  return found;
}

/// A model whose raw scores are log odds.
RankerModel plain_model() {
  RankerModel model;
  model.weights[static_cast<std::size_t>(Feature::cosine)] = 1;
  model.calibration.raw = 1;
  return model;
}

TEST(Rank, OrdersByScoreAndKeepsTheLimit) {
  const auto ranked = rank(candidates({0, 2, 1}), plain_model(), {.count = 2});
  ASSERT_EQ(ranked.size(), 2u);
  EXPECT_EQ(ranked[0].candidate.file, 1u);
  EXPECT_EQ(ranked[1].candidate.file, 2u);
  EXPECT_NEAR(ranked[0].score, 0.8808, 1e-4);
}

TEST(Rank, FurtherChunksOfAPathComeBehindOtherPathsUnlessTheseAreMuchWorse) {
  CandidateSet found = candidates({5, 4, 3, -1});
  found.candidates[1].file = found.candidates[1].path = 0;
  found.candidates[1].lines = {8, 9};
  std::vector<double> raw;
  for (const RankedCandidate& ranked : rank(found, plain_model(), {.count = 4})) {
    raw.push_back(ranked.raw);
  }
  EXPECT_EQ(raw, (std::vector<double>{5, 3, 4, -1}));
}

TEST(Rank, LeavesOutWhatIsLessLikelyThanAsked) {
  EXPECT_EQ(rank(candidates({0, -2, -4}), plain_model(), {.min_similarity = 0.05}).size(), 2u);
}

TEST(Rank, OfNoCandidatesIsNothing) {
  EXPECT_TRUE(rank(candidates({}), plain_model(), {}).empty());
}

/// How many candidates remain after hide_improbable().
std::size_t left(const CandidateSet& found, double min_best_similarity) {
  auto ranked = rank(found, plain_model(), {});
  const double best = ranked.front().score;
  const double hidden = hide_improbable(ranked, found, min_best_similarity);
  EXPECT_EQ(hidden, ranked.empty() ? best : 0);
  return ranked.size();
}

TEST(HideImprobable, LeavesNothingWhenTheBestIsNoAnswer) {
  const CandidateSet doubtful = candidates({-1.8, -2});  // as probabilities: 0.142 and 0.119
  EXPECT_EQ(left(doubtful, 0.15), 0u);
  EXPECT_EQ(left(doubtful, 0.14), 2u);
  EXPECT_EQ(left(doubtful, 0), 2u);
  std::vector<RankedCandidate> none;
  EXPECT_EQ(hide_improbable(none, doubtful, 0.15), 0);
}

TEST(HideImprobable, LeavesWhatHasAllWordsOfTheQuery) {
  CandidateSet found = candidates({-3});
  found.known_share = 1;
  EXPECT_EQ(left(found, 0.9), 0u);
  found.candidates[0][Feature::coverage_file] = 1;
  EXPECT_EQ(left(found, 0.9), 1u);
  found.lay_share = 0.5;
  EXPECT_EQ(left(found, 0.9), 0u);
  found.candidates[0][Feature::stem_match] = 1;
  EXPECT_EQ(left(found, 0.9), 1u);
  found.known_share = 0.9;
  EXPECT_EQ(left(found, 0.9), 0u);
}

}  // namespace
}  // namespace gitctx

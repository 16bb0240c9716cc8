#include "search/ranker.h"

#include <gtest/gtest.h>

#include <cmath>

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

/// Makes the candidates chunks of one file, each on lines of its own.
void put_in_one_file(CandidateSet& found, std::initializer_list<std::size_t> numbers) {
  std::uint32_t line = 1;
  for (const std::size_t number : numbers) {
    Candidate& candidate = found.candidates[number];
    candidate.file = candidate.path = static_cast<std::uint32_t>(*numbers.begin());
    candidate.lines = {line, line + 1};
    candidate.ref.chunk = ChunkId{static_cast<std::uint32_t>(number)};
    line += 10;
  }
}

std::vector<double> raw_scores(const std::vector<RankedCandidate>& ranked) {
  std::vector<double> raw;
  for (const RankedCandidate& result : ranked) raw.push_back(result.raw);
  return raw;
}

TEST(Rank, FurtherChunksOfAFileComeBehindOtherFilesUnlessTheseAreMuchWorse) {
  CandidateSet found = candidates({5, 4, 3.5, -1});
  put_in_one_file(found, {0, 1});
  EXPECT_EQ(raw_scores(rank(found, plain_model(), {.count = 4})),
            (std::vector<double>{5, 3.5, 1, -1}));
}

TEST(Rank, TheLikeliestChunkStandsForTheFile) {
  CandidateSet found = candidates({5, 4, 3.5});
  put_in_one_file(found, {0, 1});
  found.candidates[1][Feature::symbol_f1] = 1;
  RankerModel model = plain_model();
  model.chunk.symbol_f1 = 0.5;
  const auto ranked = rank(found, model, {.count = 3});
  EXPECT_EQ(ranked[0].candidate.ref.chunk, ChunkId{1});
  EXPECT_EQ(ranked[2].candidate.ref.chunk, ChunkId{0});
  EXPECT_EQ(raw_scores(ranked), (std::vector<double>{5, 3.5, 0.5}));
}

TEST(Rank, ShowsLinesOnce) {
  CandidateSet found = candidates({5, 4});
  put_in_one_file(found, {0, 1});
  found.candidates[1].lines = found.candidates[0].lines;
  EXPECT_EQ(rank(found, plain_model(), {}).size(), 1U);
}

TEST(Rank, HigherTiersComeFirstAndScoresNeverRise) {
  CandidateSet found = candidates({5, -3, -4, 2, -5});
  found.candidates[1].tier = 2;
  found.candidates[2].tier = 3;
  found.candidates[4].tier = 1;
  found.wording = wording_of("name");
  const auto ranked = rank(found, plain_model(), {});
  EXPECT_EQ(raw_scores(ranked), (std::vector<double>{-4, -3, -5, 5, 2}));
  EXPECT_NEAR(ranked[0].score, 0.99, 1e-9);
  EXPECT_NEAR(ranked[1].score, 0.99 * 0.05, 1e-9);
  for (std::size_t i = 1; i < ranked.size(); ++i) EXPECT_LE(ranked[i].score, ranked[i - 1].score);
}

TEST(Rank, ResultsOfATierShareItsProbability) {
  CandidateSet found = candidates({1, 1, 1, 1});
  for (Candidate& candidate : found.candidates) candidate.tier = 2;
  for (const RankedCandidate& result : rank(found, plain_model(), {})) {
    EXPECT_NEAR(result.score, 0.5 / 4, 1e-9);
  }
  for (Candidate& candidate : found.candidates) candidate.exact.is_whole = true;
  EXPECT_NEAR(rank(found, plain_model(), {})[0].score, 0.95 / 4, 1e-9);
  found.wording = wording_of("name");
  EXPECT_NEAR(rank(found, plain_model(), {})[0].score, 0.99 / 4, 1e-9);
}

TEST(Rank, AFurtherChunkWithTheTextSharesTheProbabilityOfItsFile) {
  CandidateSet found = candidates({5, 4, 4});
  put_in_one_file(found, {0, 1});
  for (Candidate& candidate : found.candidates) candidate.tier = 2;
  found.wording = wording_of("name");
  const auto ranked = rank(found, plain_model(), {});
  const double of_file = 1 / (1 + std::exp(-1));
  EXPECT_NEAR(ranked[0].score, 0.99 * of_file, 1e-9);
  EXPECT_EQ(ranked[1].candidate.file, 2u);
  EXPECT_NEAR(ranked[1].score, 0.99 * (1 - of_file), 1e-9);
  // 0.6 * of_file is more than the share of the other file, but scores never rise.
  EXPECT_NEAR(ranked[2].score, ranked[1].score, 1e-9);
}

TEST(Rank, TheProbabilityFallsWithTheRank) {
  RankerModel model = plain_model();
  model.calibration.log_rank = -1;
  const auto ranked = rank(candidates({0, 0, 0}), model, {});
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    EXPECT_NEAR(ranked[i].score, 1 / (2.0 + static_cast<double>(i)), 1e-9);
  }
}

TEST(Rank, LeavesOutWhatIsLessLikelyThanAsked) {
  EXPECT_EQ(rank(candidates({0, -2, -4}), plain_model(), {.min_similarity = 0.05}).size(), 2u);
}

TEST(Rank, OfNoCandidatesIsNothing) {
  EXPECT_TRUE(rank(candidates({}), plain_model(), {}).empty());
}

bool improbable(const CandidateSet& found, double min_best_similarity) {
  return is_improbable(rank(found, plain_model(), {}), found, min_best_similarity);
}

TEST(IsImprobable, ComparesTheBestScore) {
  const CandidateSet doubtful = candidates({-1.8, -2});  // as probabilities: 0.142 and 0.119
  EXPECT_TRUE(improbable(doubtful, 0.15));
  EXPECT_FALSE(improbable(doubtful, 0.14));
  EXPECT_FALSE(improbable(doubtful, 0));
  EXPECT_FALSE(improbable({}, 0.15));
}

TEST(IsImprobable, NotIfTheBestResultHasAllWordsOfTheQuery) {
  CandidateSet found = candidates({-3});
  found.known_share = 1;
  EXPECT_TRUE(improbable(found, 0.9));
  found.candidates[0][Feature::coverage_file] = 1;
  EXPECT_FALSE(improbable(found, 0.9));
  found.lay_share = 0.5;
  EXPECT_TRUE(improbable(found, 0.9));
  found.candidates[0][Feature::stem_match] = 1;
  EXPECT_FALSE(improbable(found, 0.9));
  found.known_share = 0.9;
  EXPECT_TRUE(improbable(found, 0.9));
}

TEST(IsImprobable, NotWithExactEvidence) {
  CandidateSet found = candidates({-9});
  EXPECT_TRUE(improbable(found, 0.99));
  found.candidates[0].tier = 1;
  EXPECT_FALSE(improbable(found, 0.99));
}

}  // namespace
}  // namespace gitctx

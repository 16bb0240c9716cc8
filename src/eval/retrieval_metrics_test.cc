#include "eval/retrieval_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gitctx {
namespace {

constexpr JudgeOptions by_chunk{.level = JudgeLevel::chunk, .k = 10};
constexpr JudgeOptions by_file{.level = JudgeLevel::file, .k = 10};
constexpr double precision = 1e-12;

double gain(int rank) { return 1 / std::log2(rank + 1.0); }

/// `count` hits. The hits at `places` are in the files "r1", "r2", ..., all others in other files.
std::vector<FilePart> hits_at(const std::vector<int>& places, int count = 12) {
  std::vector<FilePart> hits;
  for (int i = 1; i <= count; ++i) hits.push_back({"x" + std::to_string(i), std::nullopt});
  for (std::size_t i = 0; i < places.size(); ++i) {
    hits[static_cast<std::size_t>(places[i] - 1)].path = "r" + std::to_string(i + 1);
  }
  return hits;
}

std::vector<FilePart> relevant_files(int count) {
  std::vector<FilePart> parts;
  for (int i = 1; i <= count; ++i) parts.push_back({"r" + std::to_string(i), std::nullopt});
  return parts;
}

double ndcg(const std::vector<int>& places, int relevant) {
  return score_query(hits_at(places), relevant_files(relevant), by_chunk)[Metric::ndcg];
}

TEST(RetrievalMetrics, NdcgIsAsComputedByHand) {
  EXPECT_NEAR(ndcg({1}, 1), 1, precision);
  EXPECT_NEAR(ndcg({2}, 1), 1 / std::log2(3), precision);
  EXPECT_NEAR(ndcg({10}, 1), 1 / std::log2(11), precision);
  EXPECT_EQ(ndcg({11}, 1), 0);
  EXPECT_EQ(ndcg({}, 3), 0);
  EXPECT_NEAR(ndcg({1, 3}, 2), (1 + gain(3)) / (1 + gain(2)), precision);
  EXPECT_NEAR(ndcg({2, 3}, 2), (gain(2) + gain(3)) / (1 + gain(2)), precision);
}

TEST(RetrievalMetrics, TheIdealHasNoMoreThanKAnswers) {
  const std::vector<int> all{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_NEAR(ndcg(all, 12), 1, precision);
}

TEST(RetrievalMetrics, AHitWithTwoAnswersCountsOnce) {
  const std::vector<FilePart> hits{{"x", {}}, {"a", {{1, 40}}}};
  const std::vector<FilePart> relevant{{"a", {{1, 9}}}, {"a", {{20, 30}}}};
  const QueryScore score = score_query(hits, relevant, by_chunk);
  EXPECT_EQ(score.ranks, (std::vector<int>{2, 2}));
  EXPECT_NEAR(score[Metric::ndcg], gain(2) / (1 + gain(2)), precision);
  EXPECT_EQ(score[Metric::recall], 1);
}

TEST(RetrievalMetrics, FurtherHitsOfAFileAreNoRanksByFile) {
  const std::vector<FilePart> hits{{"x.py", {}}, {"x.py", {}}, {"src/a.py", {}}, {"src/b.py", {}}};
  const std::vector<FilePart> relevant{{"src/a.py", {}}, {"src/b.py", {{10, 20}}}};
  EXPECT_EQ(score_query(hits, relevant, by_file).ranks, (std::vector<int>{2, 3}));
  EXPECT_EQ(score_query(hits, relevant, by_chunk).ranks, (std::vector<int>{3, 4}));
  const QueryScore score = score_query(hits, relevant, by_file);
  EXPECT_NEAR(score[Metric::ndcg], (gain(2) + gain(3)) / (1 + gain(2)), precision);
  EXPECT_EQ(score[Metric::mrr], 0.5);
  EXPECT_EQ(score[Metric::hit1], 0);
}

TEST(RetrievalMetrics, ByChunkTheLinesHaveToMeet) {
  const std::vector<FilePart> hits{
      {"src/b.py", {{1, 9}}}, {"src/b.py", {{20, 30}}}, {"src/a.py", {{1, 2}}}};
  const std::vector<FilePart> relevant{{"src/a.py", {}}, {"src/b.py", {{10, 20}}}};
  EXPECT_EQ(score_query(hits, relevant, by_chunk).ranks, (std::vector<int>{2, 3}));
  EXPECT_EQ(score_query(hits, relevant, by_file).ranks, (std::vector<int>{1, 2}));
}

TEST(RetrievalMetrics, AHitWithoutLinesIsTheWholeFile) {
  const std::vector<FilePart> hits{{"a", {}}};
  const std::vector<FilePart> relevant{{"a", {{10, 20}}}};
  EXPECT_EQ(score_query(hits, relevant, by_chunk)[Metric::hit1], 1);
}

TEST(RetrievalMetrics, NothingBehindKCounts) {
  const QueryScore score =
      score_query(hits_at({4, 6}), relevant_files(2), {.level = JudgeLevel::chunk, .k = 5});
  EXPECT_EQ(score.ranks, (std::vector<int>{4}));
  EXPECT_EQ(score[Metric::recall], 0.5);
  EXPECT_EQ(score[Metric::mrr], 0.25);
}

TEST(RetrievalMetrics, PathsAgreeFromAFolderOn) {
  EXPECT_TRUE(is_same_file("a/b/c.py", "b/c.py"));
  EXPECT_TRUE(is_same_file("c.py", "b/c.py"));
  EXPECT_FALSE(is_same_file("xc.py", "c.py"));
  EXPECT_FALSE(is_same_file("a/c.py", "b/c.py"));
}

TEST(RetrievalMetrics, ALeadingSlashIsTheRootOfTheRepository) {
  EXPECT_TRUE(is_same_file("c.py", "/c.py"));
  EXPECT_FALSE(is_same_file("a/c.py", "/c.py"));
}

TEST(RetrievalMetrics, TitlesNameTheRank) {
  EXPECT_EQ(metric_title(Metric::ndcg, 5), "NDCG@5");
  EXPECT_EQ(metric_title(Metric::hit1, 5), "hit@1");
}

}  // namespace
}  // namespace gitctx

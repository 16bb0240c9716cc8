#include "app/services/reranked_search.h"

#include <gtest/gtest.h>

#include "llm/prompts/prompt_library.h"
#include "llm/testing/scripted_model.h"

namespace gitctx {
namespace {

std::vector<Hit> hits_of(std::initializer_list<const char*> paths) {
  std::vector<Hit> hits;
  for (const char* path : paths) {
    Hit& hit = hits.emplace_back();
    hit.path = path;
    hit.lines = {1, 2};
  }
  return hits;
}

std::string paths_of(const std::vector<Hit>& hits) {
  std::string paths;
  for (const Hit& hit : hits) paths += hit.path;
  return paths;
}

TEST(MergeHits, TakesTurnsAndEachPlaceOnce) {
  EXPECT_EQ(paths_of(merge_hits({hits_of({"a", "b", "c"}), hits_of({"b", "d"})}, 10)), "abdc");
  EXPECT_EQ(paths_of(merge_hits({hits_of({"a", "b"}), hits_of({"c"})}, 2)), "ac");
  EXPECT_EQ(paths_of(merge_hits({{}, {}}, 5)), "");
}

TEST(PutInOrder, OrdersEqualHitsLikeThoseThatWereReranked) {
  std::vector<Hit> hits = hits_of({"a", "b", "c"});
  put_in_order(hits, std::vector<std::size_t>{2, 0, 1});
  EXPECT_EQ(paths_of(hits), "cab");
}

TEST(RerankHits, ReturnsTheEarlierPositions) {
  ScriptedModel model;
  model.say(R"({"ranking": [3, 1, 2]})");
  std::vector<Hit> hits = hits_of({"a", "b", "c"});
  EXPECT_EQ(rerank_hits(model, built_in_prompt("rerank"), "query", hits, {}),
            (std::vector<std::size_t>{2, 0, 1}));
  EXPECT_EQ(paths_of(hits), "cab");
  std::vector<Hit> one = hits_of({"a"});
  EXPECT_EQ(rerank_hits(model, built_in_prompt("rerank"), "query", one, {}),
            std::vector<std::size_t>{0});
  EXPECT_EQ(paths_of(one), "a");
}

TEST(RerankedCandidates, AreAtLeastAWindow) {
  EXPECT_EQ(reranked_candidates(3), 20);
  EXPECT_EQ(reranked_candidates(50), 50);
}

}  // namespace
}  // namespace gitctx

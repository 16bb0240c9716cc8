#include "app/services/reranked_search.h"

#include <gtest/gtest.h>

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

TEST(RerankedCandidates, AreAtLeastAWindow) {
  EXPECT_EQ(reranked_candidates(3), 20);
  EXPECT_EQ(reranked_candidates(50), 50);
}

}  // namespace
}  // namespace gitctx

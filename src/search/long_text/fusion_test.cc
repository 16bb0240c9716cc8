#include "search/long_text/fusion.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gitctx {
namespace {

RankedCandidate chunk(std::uint32_t file, std::uint32_t number, double score) {
  RankedCandidate ranked;
  ranked.candidate.ref = {0, ChunkId{file * 10 + number}};
  ranked.candidate.file = ranked.candidate.path = file;
  ranked.candidate.blob = BlobIndex{file};
  ranked.candidate.lines = {number + 1, number + 1};
  ranked.score = score;
  return ranked;
}

/// The results as "file.chunk/part=score".
std::string fused(const std::vector<PartResults>& parts, const RankLimits& limits = {}) {
  std::string all;
  for (const FusedCandidate& one : fuse_parts(parts, limits)) {
    const std::uint32_t ref = to_int(one.ranked.candidate.ref.chunk);
    all += std::to_string(ref / 10) + "." + std::to_string(ref % 10) + "/" +
           std::to_string(one.part) + "=" + std::to_string(one.ranked.score).substr(0, 3) + " ";
  }
  return all;
}

TEST(FuseParts, AFileThatTwoPartsFindIsBeforeTheFirstOfOne) {
  EXPECT_EQ(fused({{{chunk(1, 0, 0.5), chunk(2, 0, 0.4)}, 1, 1}, {{chunk(2, 0, 0.3)}, 0.5, 0.5}}),
            "2.0/0=0.4 1.0/0=0.4 ");
}

TEST(FuseParts, TheWeightOfAPartDecides) {
  EXPECT_EQ(fused({{{chunk(1, 0, 0.2)}, 0.5, 1}, {{chunk(2, 0, 0.6)}, 1, 1}}),
            "2.0/1=0.6 1.0/0=0.1 ");
}

TEST(FuseParts, AFileHasItsBestChunkFirst) {
  EXPECT_EQ(fused({{{chunk(1, 0, 0.5), chunk(1, 1, 0.4)}, 1, 1}, {{chunk(1, 1, 0.6)}, 1, 1}}),
            "1.1/1=0.6 1.0/0=0.5 ");
}

TEST(FuseParts, TheSameContentUnderTwoPathsIsOneResult) {
  RankedCandidate copy = chunk(1, 0, 0.5);
  copy.candidate.file = copy.candidate.path = 2;
  EXPECT_EQ(fused({{{chunk(1, 0, 0.4)}, 1, 1}, {{copy}, 1, 1}}), "1.0/0=0.5 ");
}

TEST(FuseParts, KeepsTheLimitsAndAnEmptyPartChangesNothing) {
  const std::vector<PartResults> parts{{{chunk(1, 0, 0.5), chunk(2, 0, 0.1)}, 1, 1}, {{}, 1, 1}};
  EXPECT_EQ(fused(parts), "1.0/0=0.5 2.0/0=0.1 ");
  EXPECT_EQ(fused(parts, {.count = 1}), "1.0/0=0.5 ");
  EXPECT_EQ(fused(parts, {.min_similarity = 0.2}), "1.0/0=0.5 ");
  EXPECT_EQ(fused({}), "");
}

}  // namespace
}  // namespace gitctx

#include "lexical/chunk_set.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "lexical/testing/random_query.h"

namespace gitctx {
namespace {

TEST(ChunkSet, StartsEmpty) {
  const ChunkSet set(100);
  EXPECT_EQ(set.count(), 0u);
  EXPECT_FALSE(set.contains(ChunkId{99}));
  EXPECT_EQ(ChunkSet(0).count(), 0u);
}

TEST(ChunkSet, EmptyRangeAddsNothing) {
  ChunkSet set(100);
  set.add_range(ChunkId{7}, ChunkId{7});
  set.add_range(ChunkId{100}, ChunkId{100});
  EXPECT_EQ(set.count(), 0u);
}

RC_GTEST_PROP(ChunkSet, EqualsVectorOfBools, ()) {
  const auto chunk_count = *rc::gen::inRange(1u, 400u);
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  ChunkSet set(chunk_count);
  std::vector<bool> expected(chunk_count);
  const auto range_count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < range_count; ++i) {
    const std::uint32_t begin = random.below(chunk_count);
    const std::uint32_t end = begin + random.below(chunk_count - begin + 1);
    set.add_range(ChunkId{begin}, ChunkId{end});
    std::fill(expected.begin() + begin, expected.begin() + end, true);
  }
  const std::uint32_t one = random.below(chunk_count);
  set.add(ChunkId{one});
  expected[one] = true;

  for (std::uint32_t chunk = 0; chunk < chunk_count; ++chunk) {
    RC_ASSERT(set.contains(ChunkId{chunk}) == expected[chunk]);
  }
  const std::uint32_t begin = random.below(chunk_count);
  const std::uint32_t end = begin + random.below(chunk_count - begin + 1);
  RC_ASSERT(set.count(ChunkId{begin}, ChunkId{end}) ==
            std::count(expected.begin() + begin, expected.begin() + end, true));
  RC_ASSERT(set.count() == std::count(expected.begin(), expected.end(), true));
}

TEST(ChunkSet, CountsThePostingsInside) {
  const std::uint32_t chunk_count = 1000;
  const RandomQuery query = random_query(7, chunk_count, 6);
  ChunkSet set(chunk_count);
  set.add_range(ChunkId{100}, ChunkId{400});
  for (std::size_t i = 0; i < query.terms.size(); ++i) {
    const auto expected = std::ranges::count_if(query.postings[i], [](const Posting& posting) {
      return to_int(posting.chunk) >= 100 && to_int(posting.chunk) < 400;
    });
    EXPECT_EQ(count_common(query.terms[i].postings, set), expected);
  }
}

}  // namespace
}  // namespace gitctx

#include "lexical/postings_list.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lexical/bm25f.h"
#include "lexical/postings_encoder.h"
#include "lexical/testing/random_query.h"

namespace gitctx {
namespace {

std::string encode(const std::vector<Posting>& postings, std::uint32_t chunk_count) {
  std::string out;
  append_postings(out, postings, std::vector<std::uint16_t>(chunk_count, 100));
  return out;
}

PostingsList list_of(const std::string& bytes, std::uint32_t chunk_count) {
  return PostingsList(std::as_bytes(std::span(bytes)), chunk_count);
}

std::vector<Posting> all_postings(const PostingsList& list) {
  std::vector<Posting> postings;
  for (PostingsCursor cursor(list); !cursor.at_end(); cursor.next()) {
    postings.push_back(cursor.posting());
  }
  return postings;
}

std::vector<Posting> every_chunk(std::uint32_t count) {
  std::vector<Posting> postings;
  for (std::uint32_t chunk = 0; chunk < count; ++chunk) postings.push_back({ChunkId{chunk}, 1, 0});
  return postings;
}

TEST(PostingsList, NoBytesAreNoPostings) {
  EXPECT_TRUE(PostingsList().empty());
  EXPECT_TRUE(PostingsCursor(PostingsList()).at_end());
  EXPECT_EQ(encode({}, 10), "");
  EXPECT_TRUE(list_of("", 10).empty());
  EXPECT_EQ(list_of("", 10).max_impact(), 0.0f);
}

TEST(PostingsList, OnePlainPostingTakesThreeBytes) {
  EXPECT_EQ(encode({{ChunkId{63}, 1, 0}}, 100).size(), 3u);
  EXPECT_EQ(encode({{ChunkId{63}, 1, 1}}, 100).size(), 4u);
}

TEST(PostingsList, LargeCountsAreStoredAsTheMaxima) {
  const std::string bytes = encode({{ChunkId{3}, 255, 255}}, 10);
  const std::vector<Posting> stored{{ChunkId{3}, max_body_count, max_symbol_count}};
  EXPECT_EQ(all_postings(list_of(bytes, 10)), stored);
}

TEST(PostingsList, KeepsListsAroundTheBlockSize) {
  for (const std::uint32_t count : {1u, 127u, 128u, 129u, 255u, 256u, 257u, 1000u}) {
    const std::vector<Posting> postings = every_chunk(count);
    const std::string bytes = encode(postings, count);
    EXPECT_EQ(list_of(bytes, count).size(), count);
    EXPECT_EQ(all_postings(list_of(bytes, count)), postings);
  }
}

TEST(PostingsList, KeepsTheLargestChunkIds) {
  const std::uint32_t chunk_count = 1u << 24;
  std::vector<Posting> postings = every_chunk(127);
  postings.push_back({ChunkId{chunk_count - 1}, 2, 3});
  const std::string bytes = encode(postings, chunk_count);
  EXPECT_EQ(all_postings(list_of(bytes, chunk_count)), postings);
}

TEST(PostingsList, TruncatedBytesEndTheListEarly) {
  const std::vector<Posting> postings = every_chunk(1000);
  const std::string bytes = encode(postings, 1000);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string head = bytes.substr(0, size);
    const std::vector<Posting> found = all_postings(list_of(head, 1000));
    ASSERT_LT(found.size(), postings.size());
    ASSERT_TRUE(std::ranges::equal(found, std::span(postings).first(found.size())));
  }
}

TEST(PostingsList, ChunksOutsideTheSegmentAreNotGiven) {
  const std::string bytes = encode(every_chunk(1000), 1000);
  for (const Posting& posting : all_postings(list_of(bytes, 500))) {
    EXPECT_LT(to_int(posting.chunk), 500u);
  }
  EXPECT_TRUE(all_postings(list_of(bytes, 0)).empty());
}

TEST(PostingsCursor, SeekNeverGoesBack) {
  const std::string bytes = encode(every_chunk(300), 300);
  PostingsCursor cursor(list_of(bytes, 300));
  cursor.seek(ChunkId{200});
  EXPECT_EQ(cursor.chunk(), ChunkId{200});
  cursor.seek(ChunkId{10});
  EXPECT_EQ(cursor.chunk(), ChunkId{200});
  cursor.seek(ChunkId{300});
  EXPECT_TRUE(cursor.at_end());
  cursor.seek(ChunkId{0});
  EXPECT_TRUE(cursor.at_end());
}

/// A random list, encoded, and the postings that it was made from.
struct Sample {
  std::vector<std::uint16_t> lengths;
  std::vector<Posting> postings;
  std::string bytes;

  std::uint32_t chunk_count() const { return static_cast<std::uint32_t>(lengths.size()); }
  PostingsList list() const { return list_of(bytes, chunk_count()); }
  float impact_of(const Posting& posting) const {
    return impact(posting.body_count, posting.symbol_count, lengths[to_int(posting.chunk)]);
  }
};

Sample any_sample() {
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  const auto chunk_count = *rc::gen::inRange(1u, 4000u);
  const auto density = *rc::gen::element(0.001, 0.02, 0.2, 0.9, 1.0);
  Sample sample;
  sample.lengths = random_lengths(random, chunk_count);
  sample.postings = random_postings(random, chunk_count, density);
  append_postings(sample.bytes, sample.postings, sample.lengths);
  return sample;
}

RC_GTEST_PROP(PostingsList, GivesWhatWasEncoded, ()) {
  const Sample sample = any_sample();
  RC_ASSERT(sample.list().size() == sample.postings.size());
  RC_ASSERT(all_postings(sample.list()) == sample.postings);
}

RC_GTEST_PROP(PostingsList, MaximaBoundEveryImpact, ()) {
  const Sample sample = any_sample();
  PostingsCursor cursor(sample.list());
  for (const Posting& posting : sample.postings) {
    RC_ASSERT(sample.impact_of(posting) <= cursor.block_max());
    RC_ASSERT(cursor.block_max() <= sample.list().max_impact());
    cursor.next();
  }
}

RC_GTEST_PROP(PostingsCursor, SeekEqualsLinearSearch, ()) {
  const Sample sample = any_sample();
  PostingsCursor cursor(sample.list());
  auto expected = sample.postings.begin();
  const auto step = *rc::gen::element(1u, 10u, 200u, 2000u);
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  for (std::uint32_t target = 0; target < sample.chunk_count(); target += 1 + random.below(step)) {
    cursor.seek(ChunkId{target});
    while (expected != sample.postings.end() && to_int(expected->chunk) < target) ++expected;
    RC_ASSERT(cursor.at_end() == (expected == sample.postings.end()));
    if (!cursor.at_end()) RC_ASSERT(cursor.posting() == *expected);
  }
}

RC_GTEST_PROP(PostingsCursor, MaxImpactInBoundsTheWindow, ()) {
  const Sample sample = any_sample();
  PostingsCursor cursor(sample.list());
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  const auto window = *rc::gen::element(1u, 50u, 1000u);
  for (std::uint32_t begin = 0; begin < sample.chunk_count(); begin += random.below(window) + 1) {
    const std::uint32_t end = begin + 1 + random.below(window);
    const float bound = cursor.max_impact_in(ChunkId{begin}, ChunkId{end});
    for (const Posting& posting : sample.postings) {
      const bool is_inside = to_int(posting.chunk) >= begin && to_int(posting.chunk) < end;
      if (is_inside) RC_ASSERT(sample.impact_of(posting) <= bound);
    }
    if (random.chance(0.3)) cursor.seek(ChunkId{begin});
  }
}

RC_GTEST_PROP(PostingsCursor, DamagedBytesGiveRisingChunksInsideTheSegment, ()) {
  Sample sample = any_sample();
  RC_PRE(!sample.bytes.empty());
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  const auto damage_count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < damage_count; ++i) {
    // Half of the changes are at the front, where the sizes and the skip table are.
    const auto size = static_cast<std::uint32_t>(sample.bytes.size());
    const std::uint32_t limit = random.chance(0.5) ? std::min(size, 40u) : size;
    sample.bytes[random.below(limit)] = static_cast<char>(random.below(256));
  }
  sample.bytes.resize(sample.bytes.size() - random.below(3) % sample.bytes.size());

  const std::vector<Posting> found = all_postings(sample.list());
  for (std::size_t i = 0; i < found.size(); ++i) {
    RC_ASSERT(to_int(found[i].chunk) < sample.chunk_count());
    if (i > 0) RC_ASSERT(found[i - 1].chunk < found[i].chunk);
  }
  PostingsCursor cursor(sample.list());
  for (std::uint32_t target = 0; target < sample.chunk_count(); target += 1 + random.below(300)) {
    cursor.max_impact_in(ChunkId{target}, ChunkId{target + 100});
    cursor.seek(ChunkId{target});
    if (!cursor.at_end()) RC_ASSERT(to_int(cursor.chunk()) >= target);
  }
}

RC_GTEST_PROP(PostingsCursor, AnyBytesAreAList, (const std::vector<std::uint8_t>& bytes)) {
  const PostingsList list(std::as_bytes(std::span(bytes)), 1000);
  RC_ASSERT(all_postings(list).size() <= list.size());
}

}  // namespace
}  // namespace gitctx

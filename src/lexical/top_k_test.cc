#include "lexical/top_k.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

#include "lexical/bm25f.h"
#include "lexical/testing/random_query.h"
#include "lexical/testing/top_k_exhaustive.h"

namespace gitctx {
namespace {

/// A query of one term over four chunks. Chunk 0 has the term once, chunk 1 twice, chunk 2 three
/// times.
RandomQuery small_query() {
  RandomQuery query{.chunk_lengths = {100, 100, 100, 100}};
  query.postings = {{{ChunkId{0}, 1, 0}, {ChunkId{1}, 2, 0}, {ChunkId{2}, 3, 0}}};
  append_postings(query.encoded.emplace_back(), query.postings[0], query.chunk_lengths);
  query.terms.push_back(
      {.weight = 2, .postings = PostingsList(std::as_bytes(std::span(query.encoded[0])), 4)});
  return query;
}

std::vector<ChunkId> chunks_of(const std::vector<ScoredChunk>& found) {
  std::vector<ChunkId> chunks;
  for (const ScoredChunk& chunk : found) chunks.push_back(chunk.chunk);
  return chunks;
}

using Chunks = std::vector<ChunkId>;

TEST(TopK, OrdersByScore) {
  const RandomQuery query = small_query();
  const auto found = top_k(query.terms, query.chunk_lengths, {.k = 10});
  EXPECT_EQ(chunks_of(found), (Chunks{ChunkId{2}, ChunkId{1}, ChunkId{0}}));
  EXPECT_FLOAT_EQ(static_cast<float>(found[0].score), 2 * saturate(impact(3, 0, 100)));
}

TEST(TopK, KeepsTheBestK) {
  const RandomQuery query = small_query();
  EXPECT_EQ(chunks_of(top_k(query.terms, query.chunk_lengths, {.k = 1})), Chunks{ChunkId{2}});
  EXPECT_TRUE(top_k(query.terms, query.chunk_lengths, {.k = 0}).empty());
}

TEST(TopK, ScoresMustExceedTheThreshold) {
  const RandomQuery query = small_query();
  const double score = top_k(query.terms, query.chunk_lengths, {.k = 10})[1].score;
  const TopKRequest request{.k = 10, .threshold = score};
  EXPECT_EQ(chunks_of(top_k(query.terms, query.chunk_lengths, request)), Chunks{ChunkId{2}});
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(top_k(query.terms, query.chunk_lengths, {.threshold = infinity}).empty());
  EXPECT_EQ(top_k(query.terms, query.chunk_lengths, {.threshold = -infinity}).size(), 3u);
}

TEST(TopK, LeavesOutChunksThatAreNotAllowed) {
  const RandomQuery query = small_query();
  ChunkSet allowed(4);
  allowed.add(ChunkId{0});
  allowed.add(ChunkId{3});
  const TopKRequest request{.k = 10, .allowed = &allowed};
  EXPECT_EQ(chunks_of(top_k(query.terms, query.chunk_lengths, request)), Chunks{ChunkId{0}});
}

TEST(TopK, AddsPathImpactBeforeSaturation) {
  RandomQuery query = small_query();
  query.terms[0].paths = {{ChunkId{0}, ChunkId{1}, 100.0f}, {ChunkId{3}, ChunkId{4}, 0.1f}};
  const auto found = top_k(query.terms, query.chunk_lengths, {.k = 10});
  EXPECT_EQ(chunks_of(found), (Chunks{ChunkId{0}, ChunkId{2}, ChunkId{1}, ChunkId{3}}));
  EXPECT_FLOAT_EQ(static_cast<float>(found[0].score), 2 * saturate(impact(1, 0, 100) + 100.0f));
  EXPECT_FLOAT_EQ(static_cast<float>(found[3].score), 2 * saturate(0.1f));
}

TEST(TopK, BreaksTiesByChunk) {
  RandomQuery query = small_query();
  query.terms[0] = {.weight = 1, .paths = {{ChunkId{0}, ChunkId{4}, 1.0f}}};
  EXPECT_EQ(chunks_of(top_k(query.terms, query.chunk_lengths, {.k = 2})),
            (Chunks{ChunkId{0}, ChunkId{1}}));
}

TEST(TopK, BreaksTiesByPlace) {
  RandomQuery query = small_query();
  query.terms[0] = {.weight = 1, .paths = {{ChunkId{0}, ChunkId{4}, 1.0f}}};
  const auto backwards = [](ChunkId chunk) { return std::uint64_t{9} - to_int(chunk); };
  EXPECT_EQ(chunks_of(top_k(query.terms, query.chunk_lengths, {.k = 2, .place = backwards})),
            (Chunks{ChunkId{3}, ChunkId{2}}));
}

TEST(TopK, WithoutTermsOrChunksFindsNothing) {
  const RandomQuery query = small_query();
  EXPECT_TRUE(top_k({}, query.chunk_lengths, {.k = 10}).empty());
  const std::vector<QueryTerm> absent(2);
  EXPECT_TRUE(top_k(absent, {}, {.k = 10}).empty());
}

ChunkSet any_filter(std::uint32_t chunk_count) {
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  const auto longest_gap = *rc::gen::element(2u, 50u, 3000u);
  ChunkSet allowed(chunk_count);
  for (std::uint32_t at = random.below(longest_gap); at < chunk_count;) {
    const std::uint32_t end = std::min(chunk_count, at + 1 + random.below(100));
    allowed.add_range(ChunkId{at}, ChunkId{end});
    at = end + random.below(longest_gap);
  }
  return allowed;
}

RC_GTEST_PROP(TopK, EqualsExhaustiveSearch, ()) {
  const auto chunk_count = *rc::gen::element(1u, 100u, 1024u, 1025u, 7000u);
  const auto term_count = *rc::gen::element<std::size_t>(1, 2, 3, 5, 9, 64);
  const RandomQuery query =
      random_query(*rc::gen::arbitrary<std::uint64_t>(), chunk_count, term_count);
  const ChunkSet allowed = any_filter(chunk_count);
  TopKRequest request;
  request.k = *rc::gen::element<std::size_t>(1, 2, 10, 100, 100'000);
  if (*rc::gen::arbitrary<bool>()) request.allowed = &allowed;
  if (*rc::gen::arbitrary<bool>()) {
    // An odd factor permutes the numbers.
    request.place = [](ChunkId chunk) { return std::uint64_t{to_int(chunk) * 2654435761u}; };
  }
  const auto unlimited = top_k_exhaustive(query.terms, query.chunk_lengths, request);
  const auto threshold_kind = *rc::gen::inRange(0, 3);
  if (threshold_kind == 1) request.threshold = -1;
  if (threshold_kind == 2 && !unlimited.empty()) {
    request.threshold = unlimited[unlimited.size() / 2].score;
  }
  const auto expected = top_k_exhaustive(query.terms, query.chunk_lengths, request);
  RC_ASSERT(top_k(query.terms, query.chunk_lengths, request) == expected);
}

RC_GTEST_PROP(TopK, SurvivesDamagedPostings, ()) {
  const std::uint32_t chunk_count = 5000;
  RandomQuery query = random_query(*rc::gen::arbitrary<std::uint64_t>(), chunk_count, 4);
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  for (std::string& bytes : query.encoded) {
    for (std::uint32_t i = 0; i < 4 && !bytes.empty(); ++i) {
      const auto size = static_cast<std::uint32_t>(bytes.size());
      bytes[random.below(i < 2 ? std::min(size, 60u) : size)] =
          static_cast<char>(random.below(256));
    }
  }
  for (std::size_t i = 0; i < query.terms.size(); ++i) {
    query.terms[i].postings = PostingsList(std::as_bytes(std::span(query.encoded[i])), chunk_count);
  }
  const auto found = top_k(query.terms, query.chunk_lengths, {.k = 50});
  RC_ASSERT(found.size() <= 50u);
  for (const ScoredChunk& chunk : found) RC_ASSERT(to_int(chunk.chunk) < chunk_count);
}

}  // namespace
}  // namespace gitctx

#include "lexical/term_matches.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "lexical/bm25f.h"
#include "lexical/testing/random_query.h"

namespace gitctx {
namespace {

TermMatch slow_match(const RandomQuery& query, std::size_t term, ChunkId chunk) {
  TermMatch match;
  for (const PathRange& range : query.terms[term].paths) {
    if (range.begin <= chunk && chunk < range.end) match.path_impact = range.impact;
  }
  const auto posting = std::ranges::find(query.postings[term], chunk, &Posting::chunk);
  if (posting == query.postings[term].end()) return match;
  match.body_count = posting->body_count;
  match.symbol_count = posting->symbol_count;
  match.impact = impact(match.body_count, match.symbol_count, query.chunk_lengths[to_int(chunk)]);
  return match;
}

RC_GTEST_PROP(TermMatches, EqualLinearSearch, ()) {
  const auto chunk_count = *rc::gen::inRange(1u, 3000u);
  const std::size_t term_count = 4;
  const RandomQuery query =
      random_query(*rc::gen::arbitrary<std::uint64_t>(), chunk_count, term_count);
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  std::vector<ChunkId> chunks;
  for (std::uint32_t chunk = 0; chunk < chunk_count; chunk += 1 + random.below(90)) {
    chunks.push_back(ChunkId{chunk});
  }
  const TermMatches matches = lookup(query.terms, chunks, query.chunk_lengths);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (std::size_t term = 0; term < term_count; ++term) {
      RC_ASSERT(matches.row(i)[term] == slow_match(query, term, chunks[i]));
    }
  }
}

TEST(TermMatches, WithoutChunksOrTermsAreEmpty) {
  const RandomQuery query = random_query(1, 10, 2);
  lookup(query.terms, {}, query.chunk_lengths);
  const std::vector<ChunkId> chunks{ChunkId{3}};
  EXPECT_TRUE(lookup({}, chunks, query.chunk_lengths).row(0).empty());
}

}  // namespace
}  // namespace gitctx

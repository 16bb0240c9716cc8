#include "search/view_scope.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/error.h"
#include "index/segment_reader.h"
#include "search/testing/small_index.h"

namespace gitctx {
namespace {

using Chunks = std::set<std::pair<std::uint32_t, ChunkId>>;

/// All chunks of the index for which `is_in(segment, chunk)` is true.
template <class IsIn>
Chunks chunks_of(const ViewReader& view, IsIn&& is_in) {
  Chunks chunks;
  for (std::uint32_t s = 0; s < view.segments().size(); ++s) {
    for (std::uint32_t c = 0; c < view.segments()[s].segment->chunk_count(); ++c) {
      if (is_in(s, ChunkId{c})) chunks.insert({s, ChunkId{c}});
    }
  }
  return chunks;
}

Chunks allowed_chunks(const ViewScope& scope) {
  return chunks_of(scope.view(), [&](std::uint32_t s, ChunkId chunk) {
    const ChunkSet* const allowed = scope.allowed(s);
    return allowed == nullptr || allowed->contains(chunk);
  });
}

RC_GTEST_PROP(ViewScope, AllowsExactlyTheChunksOfFilesThatPassTheFilters, (std::uint64_t seed)) {
  const SmallIndex index(random_small_files(seed, 12),
                         {.segment_count = 3, .outside = random_small_files(seed + 1, 4)});
  Query query;
  if (*rc::gen::arbitrary<bool>()) query.paths = {"src/**", "docs/*"};
  const bool has_wanted = !query.paths.empty();
  const bool has_excluded = *rc::gen::arbitrary<bool>();
  if (has_excluded) query.paths.emplace_back("!net");
  if (*rc::gen::arbitrary<bool>()) query.languages = {Language::cpp, Language::json};
  const ViewScope scope(index.view(), query);
  Chunks in_view;
  Chunks allowed;
  for_each_view_chunk(index.view(), [&](std::uint32_t s, ChunkId chunk, std::uint32_t i) {
    const ViewFile file = index.view().file(i);
    const Language language = index.view().segments()[s].segment->language(file.blob);
    const bool is_wanted =
        !has_wanted || file.path.starts_with("src/") || file.path.starts_with("docs/");
    const bool path_fits = is_wanted && !(has_excluded && file.path.starts_with("src/net/"));
    const bool language_fits =
        query.languages.empty() || language == Language::cpp || language == Language::json;
    RC_ASSERT(scope.is_allowed(i) == (path_fits && language_fits));
    in_view.insert({s, chunk});
    if (path_fits && language_fits) allowed.insert({s, chunk});
  });
  RC_ASSERT(allowed_chunks(scope) == allowed);
  RC_ASSERT(chunks_of(index.view(), [&](std::uint32_t s, ChunkId chunk) {
              return scope.in_view(s) == nullptr || scope.in_view(s)->contains(chunk);
            }) == in_view);
}

TEST(ViewScope, NeedsNoChunkSetForASegmentThatIsWhollyInTheView) {
  const SmallIndex index({{"a.py", "one\n"}, {"b.py", "two\n"}});
  const ViewScope scope(index.view(), {});
  EXPECT_FALSE(scope.is_filtered());
  EXPECT_EQ(scope.in_view(0), nullptr);
  EXPECT_EQ(scope.allowed(0), nullptr);
  EXPECT_TRUE(scope.is_allowed(1));
}

TEST(ViewScope, AllowsASharedBlobIfOneOfItsPathsPasses) {
  const SmallIndex index({{"lib/a.py", "same\n"}, {"src/a.py", "same\n"}, {"src/b.py", "other\n"}});
  Query query;
  query.paths = {"lib/*"};
  const ViewScope scope(index.view(), query);
  EXPECT_TRUE(scope.is_allowed(0));
  EXPECT_FALSE(scope.is_allowed(1));
  EXPECT_EQ(allowed_chunks(scope).size(), 1u);
}

TEST(ViewScope, AllowsASharedBlobIfOneOfItsPathsIsNotExcluded) {
  const SmallIndex index({{"lib/a.py", "same\n"}, {"src/a.py", "same\n"}, {"src/b.py", "other\n"}});
  Query query;
  query.paths = {"!src"};
  const ViewScope scope(index.view(), query);
  EXPECT_TRUE(scope.is_filtered());
  EXPECT_TRUE(scope.is_allowed(0));
  EXPECT_FALSE(scope.is_allowed(1));
  EXPECT_FALSE(scope.is_allowed(2));
  EXPECT_EQ(allowed_chunks(scope).size(), 1u);
}

TEST(ViewScope, RefusesAMalformedPattern) {
  const SmallIndex index({{"a.py", "one\n"}});
  Query query;
  query.paths = {"{a,b"};
  EXPECT_THROW(ViewScope(index.view(), query), Error);
}

TEST(ViewScope, LeavesOutChunksThatAreNotInTheView) {
  const SmallIndex index({{"a.py", "one\n"}}, {.outside = {{"gone.py", "two\n"}}});
  EXPECT_EQ(allowed_chunks(ViewScope(index.view(), {})).size(), 1u);
}

}  // namespace
}  // namespace gitctx

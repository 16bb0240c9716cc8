#include "search/candidates.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "index/segment_reader.h"
#include "lexical/bm25f.h"
#include "lexical/term_matches.h"
#include "search/testing/small_index.h"
#include "text/word_table.h"

namespace gitctx {
namespace {

constexpr const char* queries[] = {"retry the request",     "parse_header",
                                   "qonnector of a server", "rate limit user",
                                   "src vendor tests net",  "grüße"};

/// A query over a view, with everything that is needed to find its candidates.
struct Search {
  Search(const SmallIndex& index, const std::string& text, std::vector<std::string> paths = {})
      : parsed(parse_query(text, "", words)),
        scope(index.view(), Query{.text = text, .paths = std::move(paths)}),
        plan(plan_lexical(parsed, scope)) {}

  WordTable words;
  ParsedQuery parsed;
  ViewScope scope;
  LexicalPlan plan;
};

std::vector<ChunkRef> allowed_refs(const ViewScope& scope) {
  std::vector<ChunkRef> refs;
  for_each_view_chunk(scope.view(), [&](std::uint32_t s, ChunkId chunk, std::uint32_t file) {
    if (scope.is_allowed(file)) refs.push_back({s, chunk});
  });
  std::ranges::sort(refs);
  const auto repeated = std::ranges::unique(refs);
  refs.erase(repeated.begin(), repeated.end());
  return refs;
}

/// The slow twin of the top-k search: sorts all scores.
std::vector<ScoredRef> best_of(std::vector<ScoredRef> all, std::size_t count) {
  std::ranges::sort(all, [](const ScoredRef& a, const ScoredRef& b) {
    return a.score != b.score ? a.score > b.score : a.place < b.place;
  });
  if (all.size() > count) all.resize(count);
  return all;
}

void expect_equal(const std::vector<ScoredRef>& seen, const std::vector<ScoredRef>& expected) {
  RC_ASSERT(seen.size() == expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    RC_ASSERT(seen[i].ref == expected[i].ref);
    RC_ASSERT(std::abs(seen[i].score - expected[i].score) < 1e-6);
  }
}

RC_GTEST_PROP(LexicalCandidates, EqualTheExhaustiveTwin, (std::uint64_t seed)) {
  const SmallIndex index(random_small_files(seed, 14),
                         {.segment_count = 3, .outside = random_small_files(seed + 1, 3)});
  std::vector<std::string> paths;
  if (*rc::gen::arbitrary<bool>()) paths = {"src/**", "*.py"};
  const Search search(index, queries[seed % std::size(queries)], paths);
  std::vector<ScoredRef> all;
  for (const ChunkRef& ref : allowed_refs(search.scope)) {
    const std::vector<ChunkId> chunk = {ref.chunk};
    const auto lengths = index.view().segments()[ref.segment].segment->chunk_lengths();
    const TermMatches matches = lookup(search.plan.by_segment[ref.segment], chunk, lengths);
    double score = 0;
    for (std::size_t t = 0; t < search.plan.terms.size(); ++t) {
      const TermMatch& match = matches.row(0)[t];
      score += search.plan.terms[t].weight * saturate(match.impact + match.path_impact);
    }
    if (score > 0) all.push_back({ref, score, place_in_view(index.view(), ref)});
  }
  const std::size_t count = 1 + seed % 20;
  const std::vector<ScoredRef> seen = lexical_candidates(search.plan, search.scope, count);
  expect_equal(best_of(seen, count), seen);
  expect_equal(seen, best_of(all, count));
}

RC_GTEST_PROP(PlanLexical, DoesNotDependOnSegmentsOrOnWhatElseIsIndexed, (std::uint64_t seed)) {
  const std::vector<SmallFile> files = random_small_files(seed, 10);
  const SmallIndex alone(files);
  const SmallIndex beside(files, {.segment_count = 4, .outside = random_small_files(seed + 1, 8)});
  for (const char* text : queries) {
    const Search a(alone, text);
    const Search b(beside, text);
    RC_ASSERT(a.plan.terms.size() == b.plan.terms.size());
    for (std::size_t t = 0; t < a.plan.terms.size(); ++t) {
      RC_ASSERT(a.plan.terms[t].text == b.plan.terms[t].text);
      RC_ASSERT(a.plan.terms[t].weight == b.plan.terms[t].weight);
      RC_ASSERT(a.plan.terms[t].paths == b.plan.terms[t].paths);
    }
  }
}

/// Candidates without the numbers of segments.
std::vector<std::pair<std::uint64_t, double>> placed(const std::vector<ScoredRef>& refs) {
  std::vector<std::pair<std::uint64_t, double>> places;
  for (const ScoredRef& ref : refs) places.emplace_back(ref.place, ref.score);
  return places;
}

RC_GTEST_PROP(Candidates, DoNotDependOnSegmentsOrOnWhatElseIsIndexed, (std::uint64_t seed)) {
  // The repeated parts have equal scores, and the limit falls between some of them.
  std::vector<SmallFile> files = random_small_files(seed, 12);
  for (SmallFile& file : files) file.text += "\n\nretry request\n\nretry request\n\n# " + file.path;
  const SmallIndex alone(files);
  const SmallIndex beside(files, {.segment_count = 4, .outside = random_small_files(seed + 1, 8)});
  for (const char* text : queries) {
    const Search a(alone, text);
    const Search b(beside, text);
    const SemanticScorer scorer_a(a.parsed, text, a.scope, alone.embedder());
    const SemanticScorer scorer_b(b.parsed, text, b.scope, beside.embedder());
    for (const std::size_t count : {1u, 3u, 10u, 25u}) {
      RC_ASSERT(placed(lexical_candidates(a.plan, a.scope, count)) ==
                placed(lexical_candidates(b.plan, b.scope, count)));
      RC_ASSERT(placed(scorer_a.candidates(count)) == placed(scorer_b.candidates(count)));
    }
  }
}

TEST(PlanLexical, HasTheTermsOfTheViewWithTheirIdf) {
  const SmallIndex index({{"a.py", "retry request\n\nretry\n\nother\n"}, {"b.py", "nothing\n"}},
                         {.outside = {{"c.py", "retry lavender\n"}}});
  const Search search(index, "retry lavender unknown");
  ASSERT_EQ(search.plan.terms.size(), 1u);
  EXPECT_EQ(search.plan.terms[0].text, "retri");
  EXPECT_EQ(search.plan.terms[0].idf, idf(2, 4));
}

TEST(PlanLexical, CountsAllChunksOfAFileWhosePathHasTheTerm) {
  const SmallIndex index({{"retry.py", "one\n\ntwo\n\nthree\n"}, {"b.py", "retry\n"}});
  EXPECT_EQ(Search(index, "retry").plan.terms.at(0).idf, idf(3, 4));
}

TEST(LexicalCandidates, ScoreASharedBlobByTheBestOfItsPaths) {
  const SmallIndex index({{"a/other.py", "same\n"}, {"b/retry.py", "same\n"}, {"c.py", "retry\n"}});
  const Search search(index, "retry");
  EXPECT_EQ(lexical_candidates(search.plan, search.scope, 10).size(), 2u);
  const Search filtered(index, "retry", {"a/**"});
  EXPECT_TRUE(lexical_candidates(filtered.plan, filtered.scope, 10).empty());
}

TEST(PathImpact, IsHigherForTheFileNameThanForFolders) {
  EXPECT_GT(path_impact({0, 1, 0}), path_impact({0, 0, 1}));
  EXPECT_EQ(path_impact({0, 3, 0}), path_impact({0, 1, 0}));
  EXPECT_EQ(path_impact({0, 0, 0}), 0);
}

RC_GTEST_PROP(SemanticScorer, CandidatesEqualTheExhaustiveTwin, (std::uint64_t seed)) {
  const SmallIndex index(random_small_files(seed, 14),
                         {.segment_count = 3, .outside = random_small_files(seed + 1, 3)});
  std::vector<std::string> paths;
  if (*rc::gen::arbitrary<bool>()) paths = {"src/**"};
  const std::string text = queries[seed % std::size(queries)];
  const Search search(index, text, paths);
  const SemanticScorer scorer(search.parsed, text, search.scope, index.embedder());
  std::vector<ScoredRef> all;
  for (const ChunkRef& ref : allowed_refs(search.scope)) {
    const auto& use = index.view().segments()[ref.segment];
    const double cosine =
        scorer.cosine(ref, use.first_file[to_int(use.segment->blob_of(ref.chunk))]);
    RC_ASSERT(std::abs(cosine) < 1.001);
    // Near the threshold, rounding may put the scan's cosine and the exact cosine on different
    // sides.
    RC_PRE(std::abs(cosine - 0.2) > 1e-6);
    if (cosine >= 0.2) all.push_back({ref, cosine, place_in_view(index.view(), ref)});
  }
  expect_equal(scorer.candidates(5), best_of(all, 5));
}

TEST(SemanticScorer, ComparesTheQueryWithThePath) {
  const SmallIndex index({{"retry/backoff.py", "one\n"}, {"socket/server.py", "two\n"}});
  const Search search(index, "retry backoff");
  const SemanticScorer scorer(search.parsed, "retry backoff", search.scope, index.embedder());
  EXPECT_GT(scorer.path_cosine(0), 0.6);
  EXPECT_LT(scorer.path_cosine(1), 0.3);
}

TEST(SemanticScorer, IsNotUsableWithoutAWordToEmbed) {
  const SmallIndex index(SmallFiles{{"a.py", "one\n"}});
  const Search search(index, "?");
  const SemanticScorer scorer(search.parsed, "?", search.scope, index.embedder());
  EXPECT_FALSE(scorer.is_usable());
  EXPECT_EQ(scorer.path_cosine(0), 0);
}

/// The usual embedder, but its description says that all vectors are near each other, as in hosted
/// models.
class CrowdedEmbedder final : public Embedder {
 public:
  explicit CrowdedEmbedder(Embedder& embedder) : embedder_(embedder), model_(embedder.model()) {
    model_.is_centred = false;
  }
  const ModelDescription& model() const override { return model_; }
  EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) override {
    return embedder_.embed_documents(inputs);
  }
  EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) override {
    return embedder_.embed_queries(inputs);
  }

 private:
  Embedder& embedder_;
  ModelDescription model_;
};

TEST(SemanticScorer, TheMeanSimilarityDoesNotDependOnSegments) {
  const auto cosine_of = [](const SmallIndex& index) {
    CrowdedEmbedder crowded(index.embedder());
    const Search search(index, "retry request");
    const SemanticScorer scorer(search.parsed, "retry request", search.scope, crowded);
    const ViewFile file = index.view().file(0);
    const ChunkId chunk = index.view().segments()[file.segment].segment->first_chunk(file.blob);
    return scorer.cosine({file.segment, chunk}, 0);
  };
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    // More chunks than the sample takes.
    std::vector<SmallFile> files = random_small_files(seed, 8);
    for (int i = 0; i < 70; ++i) files[0].text += "retry\n\nserver\n\nrequest user\n\n";
    for (int i = 0; i < 200; ++i) files[5].text += "parse\n\nquery\n\n";
    const SmallIndex alone(files);
    const SmallIndex beside(files,
                            {.segment_count = 4, .outside = random_small_files(seed + 9, 8)});
    EXPECT_EQ(cosine_of(alone), cosine_of(beside)) << "seed " << seed;
  }
}

TEST(SemanticScorer, TakesTheMeanSimilarityOfACrowdedModelForZero) {
  const SmallIndex index(SmallFiles{{"a.py", "retry request\n\nretry\n\nretry server retry\n"}});
  CrowdedEmbedder crowded(index.embedder());
  const Search search(index, "retry request");
  const SemanticScorer centred(search.parsed, "retry request", search.scope, index.embedder());
  const SemanticScorer scorer(search.parsed, "retry request", search.scope, crowded);
  double sum = 0;
  for (std::uint32_t c = 0; c < 3; ++c) {
    const double cosine = scorer.cosine({0, ChunkId{c}}, 0);
    EXPECT_LT(cosine, centred.cosine({0, ChunkId{c}}, 0));
    sum += cosine;
  }
  EXPECT_GT(scorer.cosine({0, ChunkId{0}}, 0), scorer.cosine({0, ChunkId{2}}, 0));
  EXPECT_NEAR(sum / 3, 0, 0.2);  // the mean leaves out the path's vector
}

}  // namespace
}  // namespace gitctx

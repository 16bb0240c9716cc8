#include "search/features.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "search/testing/small_index.h"

namespace gitctx {
namespace {

/// Measures all chunks that the query's filters allow, each as a candidate.
std::vector<Candidate> measure(const SmallIndex& index, const std::string& text, Query query = {}) {
  query.text = text;
  WordTable words;
  const ParsedQuery parsed = parse_query(text, query.repository, words);
  const ViewScope scope(index.view(), query);
  const LexicalPlan plan = plan_lexical(parsed, scope);
  const SemanticScorer scorer(parsed, text, scope, index.embedder());
  std::set<ChunkRef> refs;
  for_each_view_chunk(index.view(), [&](std::uint32_t s, ChunkId chunk, std::uint32_t file) {
    if (scope.is_allowed(file)) refs.insert({s, chunk});
  });
  const std::vector<ChunkRef> sorted(refs.begin(), refs.end());
  return measure_candidates(sorted, parsed, plan, scope,
                            query.mode == SearchMode::lexical ? nullptr : &scorer, words);
}

/// The values of a feature by the path of the file.
std::map<std::string, double> by_path(const SmallIndex& index,
                                      const std::vector<Candidate>& candidates, Feature feature) {
  std::map<std::string, double> values;
  for (const Candidate& candidate : candidates) {
    values[std::string(index.view().file(candidate.file).path)] = candidate[feature];
  }
  return values;
}

using ByPath = std::map<std::string, double>;

TEST(FeatureTable, NamesEachFeatureOnce) {
  std::set<std::string_view> names;
  for (const FeatureRow& feature : feature_table) {
    EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
    EXPECT_EQ(&feature, &feature_table[static_cast<std::size_t>(feature.feature)]);
    EXPECT_FALSE(feature.description.empty()) << feature.name;
  }
}

TEST(Features, OfFilesComeFromTheirPathAndLanguage) {
  const SmallIndex index({{"src/index.py", "one\n"},
                          {"src/deep/data.json", "one\n", Language::json},
                          {"docs/a.md", "one\n", Language::markdown},
                          {"src/Order.vue", "one\n", Language::vue},
                          {"tests/test_a.py", "def one():\n"},
                          {"vendor/a.h", "one\n", Language::c}});
  const auto values = [&](const char* text, Feature feature) {
    return by_path(index, measure(index, text), feature);
  };
  EXPECT_EQ(values("one", Feature::unstructured)["src/deep/data.json"], 1);
  EXPECT_EQ(values("one", Feature::unstructured)["docs/a.md"], 0);
  EXPECT_EQ(values("one", Feature::unstructured)["src/index.py"], 0);
  EXPECT_EQ(values("one", Feature::unstructured)["src/Order.vue"], 0);
  EXPECT_EQ(values("one", Feature::entry)["src/index.py"], 1);
  EXPECT_EQ(values("one", Feature::vendored)["vendor/a.h"], 1);
  EXPECT_EQ(values("one", Feature::declaration)["vendor/a.h"], 1);
  EXPECT_EQ(values("one", Feature::depth)["src/deep/data.json"], 0.2);
  EXPECT_EQ(values("one", Feature::test)["tests/test_a.py"], 1);
  EXPECT_EQ(values("tests of one", Feature::test)["tests/test_a.py"], 0);
  EXPECT_EQ(values("one", Feature::document)["docs/a.md"], 1);
  EXPECT_EQ(values("documentation of one", Feature::document)["docs/a.md"], 0);
  EXPECT_EQ(values("documentation of one", Feature::example)["docs/a.md"], 0);
}

TEST(Features, OfAnExactNameShrinkWithTheNumberOfChunksThatDefineIt) {
  const SmallIndex one({{"a.py", "def parseHeader():\n"}, {"b.py", "def other():\n"}});
  EXPECT_EQ(by_path(one, measure(one, "parseHeader"), Feature::exact_symbol),
            (ByPath{{"a.py", 1}, {"b.py", 0}}));
  const SmallIndex two({{"a.py", "def parseHeader():\n"}, {"b.py", "def parseHeader():\n two\n"}});
  EXPECT_EQ(by_path(two, measure(two, "parseHeader"), Feature::exact_symbol),
            (ByPath{{"a.py", 1 / std::sqrt(2.0)}, {"b.py", 1 / std::sqrt(2.0)}}));
}

TEST(Features, CountTheBestTypeOfAFileApart) {
  const SmallIndex index(SmallFiles{{"a.py", "class retry:\n\ndef request_retry():\n"}});
  for (const Candidate& candidate : measure(index, "retry")) {
    EXPECT_EQ(candidate[Feature::type_file_f1], 1);
    EXPECT_EQ(candidate[Feature::symbol_file_f1], 1);
  }
  const SmallIndex no_type(SmallFiles{{"a.py", "def retry():\n"}});
  EXPECT_EQ(measure(no_type, "retry")[0][Feature::type_file_f1], 0);
}

TEST(Features, GiveEveryCandidateANamesakeWhereNoneIs) {
  const SmallIndex index({{"gitctx/a.py", "one\n"}, {"src/b.py", "one two\n"}});
  EXPECT_EQ(by_path(index, measure(index, "one", {.repository = "gitctx"}), Feature::namesake),
            (ByPath{{"gitctx/a.py", 1}, {"src/b.py", 0}}));
  EXPECT_EQ(by_path(index, measure(index, "one", {.repository = "zoekt"}), Feature::namesake),
            (ByPath{{"gitctx/a.py", 1}, {"src/b.py", 1}}));
}

TEST(Features, CountPackagesOfTheRepositoryIfNoFolderHasExactlyItsName) {
  const SmallIndex index({{"tokio-util/a.rs", "one\n"}, {"xtask/b.rs", "one two\n"}});
  EXPECT_EQ(by_path(index, measure(index, "one", {.repository = "tokio"}), Feature::namesake),
            (ByPath{{"tokio-util/a.rs", 1}, {"xtask/b.rs", 0}}));
  const SmallIndex exact(
      {{"tokio-util/a.rs", "one\n"}, {"tokio/c.rs", "one five\n"}, {"xtask/b.rs", "one two\n"}});
  EXPECT_EQ(by_path(exact, measure(exact, "one", {.repository = "tokio"}), Feature::namesake),
            (ByPath{{"tokio-util/a.rs", 0.1}, {"tokio/c.rs", 1}, {"xtask/b.rs", 0}}));
}

TEST(Features, LowerLegacyCodeAndFormerVersions) {
  const SmallIndex index({{"api/v1/a.py", "one\n"},
                          {"api/v2/a.py", "one two\n"},
                          {"legacy/a.py", "one three\n"},
                          {"rpc/v1/a.py", "one four\n"}});
  EXPECT_EQ(
      by_path(index, measure(index, "one"), Feature::example),
      (ByPath{{"api/v1/a.py", 1}, {"api/v2/a.py", 0}, {"legacy/a.py", 1}, {"rpc/v1/a.py", 0}}));
  EXPECT_EQ(
      by_path(index, measure(index, "legacy one"), Feature::example),
      (ByPath{{"api/v1/a.py", 0}, {"api/v2/a.py", 0}, {"legacy/a.py", 0}, {"rpc/v1/a.py", 0}}));
}

TEST(Features, KnowEntryFilesByTheirFolderInShortQueries) {
  const SmallIndex index({{"runtime/mod.rs", "one\n"}, {"task/mod.rs", "one two\n"}});
  EXPECT_EQ(by_path(index, measure(index, "runtime one"), Feature::stem_prefix),
            (ByPath{{"runtime/mod.rs", 1}, {"task/mod.rs", 0}}));
  EXPECT_EQ(by_path(index, measure(index, "runtime one two three"), Feature::stem_prefix),
            (ByPath{{"runtime/mod.rs", 0}, {"task/mod.rs", 0}}));
}

TEST(Features, HaveNoCosinesWithoutAScorer) {
  const SmallIndex index(SmallFiles{{"retry.py", "retry\n"}});
  const Candidate candidate = measure(index, "retry", {.mode = SearchMode::lexical}).at(0);
  EXPECT_EQ(candidate[Feature::cosine], 0);
  EXPECT_EQ(candidate[Feature::cosine_relative], 0);
  EXPECT_GT(measure(index, "retry").at(0)[Feature::cosine], 0);
}

TEST(MeasureCandidates, ShowsASharedChunkAsTheFileWhosePathMatchesBest) {
  const SmallIndex index(
      {{"a/copy.py", "same\n"}, {"b/retry.py", "same\n"}, {"c/copy.py", "same\n"}});
  const auto shown = [&](const char* text, Query query = {}) {
    const std::vector<Candidate> candidates = measure(index, text, std::move(query));
    return std::string(index.view().file(candidates.at(0).file).path);
  };
  EXPECT_EQ(shown("retry"), "b/retry.py");
  EXPECT_EQ(shown("same"), "a/copy.py");
  EXPECT_EQ(shown("retry", {.paths = {"c/**"}}), "c/copy.py");
}

using Key = std::pair<std::string, std::uint32_t>;

std::map<Key, FeatureVector> by_chunk(const SmallIndex& index, const char* text) {
  std::map<Key, FeatureVector> features;
  for (const Candidate& candidate : measure(index, text)) {
    features[{std::string(index.view().file(candidate.file).path), candidate.lines.first}] =
        candidate.features;
  }
  return features;
}

constexpr const char* queries[] = {"retry the request", "parse_header", "tests of a qonnector",
                                   "server user src", "grüße"};

RC_GTEST_PROP(Features, DoNotDependOnSegmentsOrOnWhatElseIsIndexed, (std::uint64_t seed)) {
  const std::vector<SmallFile> files = random_small_files(seed, 12);
  const SmallIndex alone(files);
  const SmallIndex beside(files, {.segment_count = 4, .outside = random_small_files(seed + 1, 6)});
  const char* const text = queries[seed % std::size(queries)];
  const auto expected = by_chunk(alone, text);
  const auto seen = by_chunk(beside, text);
  RC_ASSERT(expected.size() == seen.size());
  for (const auto& [key, features] : expected) {
    RC_ASSERT(seen.contains(key));
    for (std::size_t f = 0; f < feature_count; ++f) {
      // The order of the segments changes the order of summing, and so the rounding.
      RC_ASSERT(std::abs(features[f] - seen.at(key)[f]) < 1e-5);
    }
  }
}

/// The mean of a feature's `count` greatest values in a file. Missing values count as 0.
double slow_mean(const std::vector<Candidate>& candidates, std::uint32_t file, Feature feature,
                 std::size_t count) {
  std::multiset<double, std::greater<>> values;
  for (const Candidate& c : candidates) {
    if (c.file == file) values.insert(c[feature]);
  }
  double sum = 0;
  for (std::size_t i = 0; const double value : values) sum += i++ < count ? value : 0;
  return sum / static_cast<double>(count);
}

RC_GTEST_PROP(Features, OfAFileAreThoseOfItsChunks, (std::uint64_t seed)) {
  const SmallIndex index(random_small_files(seed, 10), {.segment_count = 2, .outside = {}});
  const std::vector<Candidate> all = measure(index, queries[seed % std::size(queries)]);
  const auto first_of = [&](std::uint32_t file) {
    const ViewFile stored = index.view().file(file);
    return index.view().segments()[stored.segment].first_file[to_int(stored.blob)];
  };
  double best = 0;
  for (const Candidate& candidate : all) best = std::max(best, candidate[Feature::bm25]);
  for (const Candidate& candidate : all) {
    const auto close = [&](Feature feature, double expected) {
      RC_ASSERT(std::abs(candidate[feature] - expected) < 1e-9);
    };
    const std::uint32_t file = candidate.file;
    close(Feature::bm25_file, slow_mean(all, file, Feature::bm25, 6));
    close(Feature::cosine_file, slow_mean(all, file, Feature::cosine, 3));
    close(Feature::symbol_file_f1, slow_mean(all, file, Feature::symbol_f1, 1));
    close(Feature::exact_file, slow_mean(all, file, Feature::exact_symbol, 1));
    close(Feature::bm25_relative, best > 0 ? candidate[Feature::bm25] / best : 0);
    // If several files share a blob, a chunk's coverage includes the paths of all these files.
    const bool is_shared = index.view().next_same_blob(file) != no_file || file != first_of(file);
    RC_ASSERT(is_shared ||
              candidate[Feature::coverage_file] >= candidate[Feature::coverage] - 1e-9);
    for (const Feature feature : {Feature::bm25, Feature::coverage, Feature::bm25_whole,
                                  Feature::stem_f1, Feature::stem_prefix, Feature::symbol_f1}) {
      RC_ASSERT(candidate[feature] >= 0 && candidate[feature] <= 1 + 1e-6);
    }
  }
}

}  // namespace
}  // namespace gitctx

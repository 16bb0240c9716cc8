#include "eval/queries/eval_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "eval/queries/eval_page.h"
#include "eval/queries/run_record.h"
#include "redact/redactor.h"
#include "testing/planted_secrets.h"

namespace gitctx {
namespace {

QueryResult query_at(const std::string& text, const std::string& category, int rank) {
  QueryResult query{.text = text, .category = category, .language = "c"};
  query.relevant = {{"right.c", {{1, 9}}}};
  for (int i = 1; i <= 10; ++i) {
    query.hits.push_back({i == rank ? "right.c" : "wrong" + std::to_string(i) + ".c", {{1, 2}}});
  }
  query.score = score_query(query.hits, query.relevant, {});
  query.hit_ranks = hit_ranks(query.hits, query.relevant);
  query.scores.assign(query.hits.size(), 0.5);
  query.results = query.hits.size();
  query.ms = rank;
  return query;
}

EvalRun run_of(std::vector<QueryResult> queries) {
  EvalRun run;
  run.suite = "small";
  run.commit = "0123456789abcdef0123456789abcdef01234567";
  run.queries = std::move(queries);
  return run;
}

EvalRun small_run() {
  return run_of({query_at("a", "symbol", 1), query_at("b", "commit", 2), query_at("c", "commit", 0),
                 query_at("d <e>", "", 4)});
}

TEST(EvalRun, IsSummarizedOverAllAndByGroup) {
  const EvalSummary summary = summarize(small_run());
  EXPECT_EQ(summary.all.queries, 4u);
  EXPECT_DOUBLE_EQ(summary.all[Metric::mrr].mean, (1 + 0.5 + 0 + 0.25) / 4);
  EXPECT_DOUBLE_EQ(summary.all[Metric::recall].mean, 0.75);
  ASSERT_EQ(summary.categories.size(), 3u);
  EXPECT_EQ(summary.categories[0].name, "other");
  EXPECT_EQ(summary.categories[1].name, "commit");
  EXPECT_DOUBLE_EQ(summary.categories[1][Metric::mrr].mean, 0.25);
  EXPECT_EQ(summary.languages.size(), 1u);
  EXPECT_EQ(summary.p50_ms, 1.5);
}

/// A suite in a cloned repository can give each query its own category and language.
TEST(EvalRun, TheSmallestGroupsAreOneGroup) {
  EvalRun run;
  for (int i = 0; i < 300; ++i) {
    QueryResult& query = run.queries.emplace_back(query_at("q", fmt::format("c{:03}", i), i % 3));
    query.language = fmt::format("l{}", i);
  }
  run.queries.push_back(query_at("q", "c299", 1));
  run.queries.push_back(query_at("q", "", 1));
  run.queries.push_back(query_at("q", "other", 1));
  const EvalSummary summary = summarize(run);
  ASSERT_EQ(summary.categories.size(), most_groups + 1);
  EXPECT_EQ(summary.languages.size(), most_groups + 1);
  EXPECT_EQ(summary.categories[0].name, "other");
  EXPECT_EQ(summary.categories[0].queries, 300u - most_groups + 2);
  EXPECT_EQ(summary.categories[1].name, "c000") << "of groups of one size, the first are kept";
  EXPECT_EQ(summary.categories[99].name, "c098");
  EXPECT_EQ(summary.categories[100].name, "c299") << "the largest group is kept";
  EXPECT_EQ(summary.categories[100].queries, 2u);
  std::size_t queries = 0;
  for (const GroupSummary& group : summary.categories) queries += group.queries;
  EXPECT_EQ(queries, run.queries.size());
}

TEST(EvalRun, AHundredGroupsAreAllShown) {
  EvalRun run;
  for (std::size_t i = 0; i < most_groups; ++i) {
    run.queries.push_back(query_at("q", fmt::format("c{}", i), 1));
  }
  EXPECT_EQ(summarize(run).categories.size(), most_groups);
}

TEST(EvalRun, HitRatesAndCalibrationAreSummarized) {
  EvalRun run = small_run();
  QueryResult& nothing = run.queries.emplace_back();
  nothing.category = "commit";
  nothing.relevant = {{"right.c", {}}};
  const EvalSummary summary = summarize(run);
  EXPECT_DOUBLE_EQ(summary.all[HitRate::line1].mean, 0.2);
  EXPECT_DOUBLE_EQ(summary.all[HitRate::line3].mean, 0.4);
  EXPECT_DOUBLE_EQ(summary.all[HitRate::line10].mean, 0.6);
  EXPECT_DOUBLE_EQ(summary.all[HitRate::file10].mean, 0.6);
  EXPECT_DOUBLE_EQ(summary.all[HitRate::nothing].mean, 0.2);
  EXPECT_DOUBLE_EQ(summary.categories[1][HitRate::nothing].mean, 1.0 / 3);
  // Four queries have ten results each; one is right at rank 1, one at 2 and one at 4.
  EXPECT_EQ(summary.all.calibration,
            (Calibration{
                {{1, 1, 4, 0.5, 1.0 / 4}, {2, 3, 8, 0.5, 1.0 / 8}, {4, 10, 28, 0.5, 1.0 / 28}}}));
}

TEST(EvalRun, IsComparedQueryByQuery) {
  const EvalRun before = run_of(
      {query_at("a", "symbol", 2), query_at("b", "commit", 1), query_at("gone", "symbol", 1)});
  const EvalRun now = run_of(
      {query_at("b", "commit", 1), query_at("a", "symbol", 1), query_at("new", "symbol", 0)});
  const EvalComparison comparison = compare_runs(before, now);
  EXPECT_EQ(comparison.queries, 2u);
  EXPECT_EQ(comparison.only_before, 1u);
  EXPECT_EQ(comparison.only_now, 1u);
  EXPECT_DOUBLE_EQ(comparison[Metric::mrr].before, 0.75);
  EXPECT_DOUBLE_EQ(comparison[Metric::mrr].now, 1);
  EXPECT_DOUBLE_EQ(comparison[Metric::mrr].p, 1);
  ASSERT_EQ(comparison.better.size(), 1u);
  EXPECT_EQ(comparison.better[0].text, "a");
  EXPECT_EQ(comparison.better[0].rank_before, 2);
  EXPECT_TRUE(comparison.worse.empty());
}

TEST(EvalRun, TheSameRunIsNeitherBetterNorWorse) {
  const EvalComparison comparison = compare_runs(small_run(), small_run());
  EXPECT_EQ(comparison[Metric::ndcg].difference(), 0);
  EXPECT_EQ(comparison[Metric::ndcg].p, 1);
  EXPECT_TRUE(comparison.better.empty() && comparison.worse.empty());
}

TEST(EvalRun, OtherwiseJudgedOrOtherQueriesAreNotCompared) {
  EvalRun other = small_run();
  other.judge.k = 5;
  EXPECT_FALSE(can_compare(other, small_run()));
  EXPECT_THROW(compare_runs(other, small_run()), Error);
  EXPECT_THROW(compare_runs(run_of({query_at("x", "symbol", 1)}), small_run()), Error);
}

TEST(RunRecord, IsReadBackForAComparison) {
  EvalRun run = small_run();
  run.judge.level = JudgeLevel::file;
  for (const RecordDetail detail : {RecordDetail::all, RecordDetail::baseline}) {
    EXPECT_TRUE(has_queries(run_record_json(run, nullptr, detail)));
    const EvalRun again = parse_run_record(run_record_json(run, nullptr, detail), "r.json");
    EXPECT_EQ(again.suite, run.suite);
    EXPECT_EQ(again.commit, run.commit);
    EXPECT_TRUE(can_compare(again, run));
    ASSERT_EQ(again.queries.size(), run.queries.size());
    for (std::size_t i = 0; i < run.queries.size(); ++i) {
      EXPECT_EQ(again.queries[i].text, run.queries[i].text);
      EXPECT_EQ(again.queries[i].category, run.queries[i].category);
      EXPECT_EQ(again.queries[i].score, run.queries[i].score);
      EXPECT_EQ(again.queries[i].hit_ranks, run.queries[i].hit_ranks);
      EXPECT_EQ(again.queries[i].results, run.queries[i].results);
    }
  }
}

TEST(RunRecord, IsToldFromOtherTexts) {
  for (const char* const text : {"", "[]", "\"queries\"", "{\"queries\": [", "{\"results\": []}"}) {
    EXPECT_FALSE(has_queries(text)) << text;
  }
}

TEST(RunRecord, TheSecretsOfOlderRecordsAreReplaced) {
  const PlantedSecret secret = planted_secrets()[0];
  EvalRun old = small_run();
  old.queries[0].text = secret.text;
  EvalRun now = old;
  now.queries[0].text = redacted(secret.text);
  const std::string record = run_record_json(old, nullptr, RecordDetail::baseline);
  const EvalRun read = parse_run_record(record, "r.json");
  EXPECT_EQ(read.queries[0].text, now.queries[0].text);
  EXPECT_EQ(read.queries[0].text.find(secret.value), std::string::npos);
  EXPECT_EQ(compare_runs(read, now).queries, now.queries.size()) << "the queries have pairs";
}

TEST(RunRecord, ABaselineDoesNotDependOnTime) {
  EvalRun slow = small_run();
  for (QueryResult& query : slow.queries) query.ms *= 100;
  EXPECT_EQ(run_record_json(slow, nullptr, RecordDetail::baseline),
            run_record_json(small_run(), nullptr, RecordDetail::baseline));
}

TEST(RunRecord, OtherTextsAreRefused) {
  for (const char* text : {"", "{", "[]", "{}", R"({"version": 1, "suite": 2})"}) {
    EXPECT_THROW(parse_run_record(text, "r.json"), Error) << text;
  }
  std::string newer = run_record_json(small_run(), nullptr, RecordDetail::baseline);
  newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
  EXPECT_THROW(parse_run_record(newer, "r.json"), Error);
}

TEST(RunRecord, ValuesThatNoRunHasAreRefused) {
  EvalRun run = small_run();
  run.queries[0].score.ranks = {1, 2};
  const std::string text = run_record_json(run, nullptr, RecordDetail::baseline);
  EXPECT_NO_THROW(parse_run_record(text, "r.json"));
  const std::pair<std::string, std::string> changes[] = {
      {"\"ranks\":[1,2]", "\"ranks\":[-1,2]"},
      {"\"ranks\":[1,2]", "\"ranks\":[2,1]"},
      {"\"ranks\":[1,2]", "\"ranks\":[1.5,2]"},
      {"\"ranks\":[1,2]", "\"ranks\":null"},
      {"\"version\": 1", "\"version\": 1e300"},
      {"\"version\": 1", "\"version\": 0"},
      {"\"queries\": [", "\"queries\": null, \"x\": ["},
      {"\"k\": ", "\"k\": -"},
      {"\"files\": ", "\"files\": -1"},
  };
  for (const auto& [from, to] : changes) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    EXPECT_THROW(parse_run_record(changed, "r.json"), Error) << to;
  }
}

TEST(RunRecord, HasHitRatesCalibrationAndScores) {
  const std::string record = run_record_json(small_run(), nullptr, RecordDetail::all);
  for (const char* const part :
       {R"("line_hit1":{"mean":0.25,"low":0.0,"high":0.75})", R"("nothing_found":{"mean":0.0)",
        R"({"first_rank":2,"last_rank":3,"results":8,"mean_score":0.5,"true_share":0.125})",
        R"("ranks":[2],"line_rank":2,"file_rank":2,"results":10)",
        R"({"path":"right.c","start_line":1,"end_line":2,"score":0.5})"}) {
    EXPECT_NE(record.find(part), std::string::npos) << part << " in " << record;
  }
}

TEST(RunRecord, ReadsRecordsWithoutHitRanks) {
  std::string record = run_record_json(small_run(), nullptr, RecordDetail::baseline);
  for (const std::string field : {"line_rank", "file_rank", "results"}) {
    for (std::size_t at = record.find('"' + field + '"'); at != std::string::npos;
         at = record.find('"' + field + '"')) {
      record.replace(at, field.size() + 2, "\"other\"");
    }
  }
  const EvalRun run = parse_run_record(record, "r.json");
  EXPECT_EQ(run.queries[0].hit_ranks, HitRanks{});
  EXPECT_EQ(run.queries[0].score, small_run().queries[0].score);
}

TEST(EvalPage, HasEveryQueryTheWorstFirst) {
  const EvalComparison comparison =
      compare_runs(run_of({query_at("a", "symbol", 3), query_at("b", "commit", 1)}), small_run());
  const std::string page = render_eval_page(small_run(), &comparison);
  EXPECT_NE(page.find("d &lt;e&gt;"), std::string::npos);
  EXPECT_EQ(page.find("d <e>"), std::string::npos);
  const std::size_t queries = page.find("Queries, worst first");
  EXPECT_LT(page.find("<td>c</td>", queries), page.find("<td>a</td>", queries));
  EXPECT_NE(page.find("Against the baseline"), std::string::npos);
  EXPECT_EQ(render_eval_page(small_run(), nullptr).find("Against the baseline"), std::string::npos);
}

}  // namespace
}  // namespace gitctx

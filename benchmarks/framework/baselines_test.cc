#include "benchmarks/framework/baselines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "benchmarks/framework/tables.h"
#include "testing/temp_dir.h"

namespace gitctx::bench {
namespace {

RunRecord example() {
  RunRecord run{.commit = "abc", .date = "2026-01-02T03:04:05Z", .data = "x"};
  run.calibration = {"a machine", 9.5, 12, Counting::perf};
  PerformanceResult& result = run.results.emplace_back();
  result.metric = {.name = "a/b", .unit = "ms", .target = 3, .critical = 9};
  result.implementation = "c";
  result.samples = {1, 4, 2, 5};
  result.instructions = 12345;
  result.memory_curve = {{0, 1}, {0.5, 2}};
  result.yardstick = "d";
  result.yardstick_ratio = 0.5;
  finish_result(result);
  return run;
}

TEST(RunRecord, SurvivesJson) {
  const RunRecord run = example();
  const auto json = to_json(run);
  EXPECT_EQ(to_json(run_record_from_json(json)), json);
  EXPECT_EQ(json["results"][0]["memory_curve"].dump(), "[[0.0,1.0],[0.5,2.0]]");
  EXPECT_EQ(json["results"][0]["metric"]["critical_worst"], nullptr);
  EXPECT_EQ(json["calibration"]["counting"], "perf");
  auto other = json;
  other["format"] = 99;
  EXPECT_THROW(run_record_from_json(other), Error);
}

TEST(Baselines, KeepWhyTheyMoved) {
  const TempDir temp;
  const auto file = temp / "baselines.json";
  EXPECT_TRUE(read_baselines(file).empty());
  RunRecord run = example();
  update_baselines(file, run, "first");
  run.results[0].metric.name = "a/other";
  update_baselines(file, run, "second");
  const Baselines baselines = read_baselines(file);
  ASSERT_EQ(baselines.size(), 2u);
  EXPECT_EQ(baselines.at("a/b:c").reason, "first");
  EXPECT_EQ(baselines.at("a/other:c").value, 3);
  EXPECT_EQ(baselines.at("a/b:c").commit, "abc");
  attach_baselines(run, baselines);
  EXPECT_EQ(run.results[0].baseline, 3);
  temp.write("broken.json", "{");
  EXPECT_THROW(read_baselines(temp / "broken.json"), Error);
  EXPECT_THROW(read_run(temp / "broken.json"), Error);
}

TEST(Baselines, AreKeptOneToALine) {
  const TempDir temp;
  const std::string before =
      read_file(std::filesystem::path(GITCTX_SOURCE_DIR) / "benchmarks/baselines.json");
  const auto file = temp.write("baselines.json", before);
  update_baselines(file, RunRecord(), "nothing");
  EXPECT_EQ(read_file(file), before);
  const auto lines = static_cast<std::size_t>(std::ranges::count(before, '\n'));
  EXPECT_EQ(lines, read_baselines(file).size() + 2);
}

TEST(Tables, ShowValuesChangesAndMisses) {
  RunRecord run = example();
  run.results[0].metric.target = 2;
  run.results[0].baseline = 2.0;
  finish_result(run.results[0]);
  const std::string table = results_table(run);
  EXPECT_NE(table.find("+50.0%"), std::string::npos) << table;
  EXPECT_NE(table.find("target missed: 3 ms, limit 2"), std::string::npos) << table;
  EXPECT_NE(results_markdown(run).find("0.50 × d"), std::string::npos);
}

}  // namespace
}  // namespace gitctx::bench

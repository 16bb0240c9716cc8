#include "benchmarks/framework/performance_result.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gitctx::bench {
namespace {

PerformanceResult result_of(const std::string& name, std::optional<double> instructions) {
  PerformanceResult result;
  result.metric = {.name = name, .unit = "ms"};
  result.implementation = "c";
  result.samples = {1};
  result.instructions = instructions;
  finish_result(result);
  return result;
}

TEST(AttachCounts, GivesInstructionsToTheSameResultOnly) {
  RunRecord run;
  run.results = {result_of("a", std::nullopt), result_of("b", std::nullopt)};
  RunRecord counted;
  counted.calibration.counting = Counting::callgrind;
  counted.results = {result_of("b", 5e6), result_of("gone", 1)};
  attach_counts(run, counted);
  EXPECT_EQ(run.results[0].instructions, std::nullopt);
  EXPECT_EQ(run.results[1].instructions, 5e6);
  EXPECT_EQ(run.calibration.counting, Counting::callgrind);
}

TEST(AttachCounts, NothingCountedIsNoCounting) {
  RunRecord run;
  run.results = {result_of("a", std::nullopt)};
  RunRecord counted;
  counted.calibration.counting = Counting::callgrind;
  attach_counts(run, counted);
  EXPECT_EQ(run.calibration.counting, Counting::none);
}

TEST(RunRecord, SaysHowItCounted) {
  for (const Counting counting : {Counting::none, Counting::perf, Counting::callgrind}) {
    RunRecord run;
    run.calibration.counting = counting;
    EXPECT_EQ(run_record_from_json(to_json(run)).calibration.counting, counting);
  }
}

TEST(RunRecord, CountsOfOlderRunsAreThoseOfTheKernel) {
  RunRecord run;
  run.calibration.counting = Counting::perf;
  nlohmann::json json = to_json(run);
  json["calibration"].erase("counting");
  EXPECT_EQ(run_record_from_json(json).calibration.counting, Counting::perf);
  json["calibration"]["counts_instructions"] = false;
  EXPECT_EQ(run_record_from_json(json).calibration.counting, Counting::none);
}

}  // namespace
}  // namespace gitctx::bench

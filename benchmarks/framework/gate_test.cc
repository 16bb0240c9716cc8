#include "benchmarks/framework/gate.h"

#include <gtest/gtest.h>

#include <random>

#include "benchmarks/framework/callgrind.h"
#include "benchmarks/framework/gate_runner.h"

namespace gitctx::bench {
namespace {

std::vector<double> ratios(double middle, double noise, std::uint32_t seed, std::size_t count = 9) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(middle, noise);
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

GateVerdict verdict_of(double middle, double noise, std::uint32_t seed = 1) {
  return judge("m", "value", ratios(middle, noise, seed), {}).verdict;
}

TEST(Judge, TellsRegressionsFromNoise) {
  EXPECT_EQ(verdict_of(1.0, 0.005), GateVerdict::same);
  EXPECT_EQ(verdict_of(1.10, 0.005), GateVerdict::regression);
  EXPECT_EQ(verdict_of(1.5, 0.05), GateVerdict::regression);
  EXPECT_EQ(verdict_of(1.05, 0.005), GateVerdict::same);
  EXPECT_EQ(verdict_of(0.8, 0.005), GateVerdict::better);
  EXPECT_EQ(verdict_of(1.05, 0.2), GateVerdict::unclear);
}

TEST(Judge, FewPairsNeverFail) {
  EXPECT_NE(judge("m", "value", ratios(2, 0.001, 1, 6), {}).verdict, GateVerdict::regression);
  EXPECT_EQ(judge("m", "value", ratios(2, 0.001, 1, 7), {}).verdict, GateVerdict::regression);
}

TEST(Judge, OneExactRatioDecides) {
  const auto exact = [](double ratio) {
    const std::vector<double> one = {ratio};
    return judge("m", "instructions", one, {.limit = 0.1}, Precision::exact).verdict;
  };
  EXPECT_EQ(exact(1), GateVerdict::same);
  EXPECT_EQ(exact(1.07), GateVerdict::same);
  EXPECT_EQ(exact(1.08), GateVerdict::regression);
  EXPECT_EQ(exact(1.10), GateVerdict::regression);
  EXPECT_EQ(exact(0.9), GateVerdict::better);
}

TEST(Judge, FalseAlarmsAreRareAndTenPercentIsFound) {
  int alarms = 0;
  int found = 0;
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    alarms += verdict_of(1.0, 0.04, seed) == GateVerdict::regression ? 1 : 0;
    found += verdict_of(1.10, 0.005, seed) == GateVerdict::regression ? 1 : 0;
  }
  EXPECT_LE(alarms, 5);
  EXPECT_GE(found, 475);
}

RunRecord run_with(double value, double memory, std::optional<double> instructions,
                   bool higher_is_better = false) {
  RunRecord run;
  PerformanceResult& result = run.results.emplace_back();
  result.metric = {.name = "a/b", .unit = "ms", .higher_is_better = higher_is_better};
  result.implementation = "c";
  result.samples = {value};
  result.peak_memory_mb = memory;
  result.instructions = instructions;
  if (instructions) run.calibration.counting = Counting::perf;
  finish_result(result);
  return run;
}

TEST(CompareRuns, InstructionsDecideWhereBothCountThem) {
  const std::vector<RunRecord> base(8, run_with(1, 100, 1e9));
  const std::vector<RunRecord> slow(8, run_with(2, 100, 1e9));
  const auto same = compare_runs(base, slow, {});
  ASSERT_EQ(same.size(), 2u);
  EXPECT_EQ(same[0].quantity, "instructions");
  EXPECT_EQ(same[0].verdict, GateVerdict::same);
  const std::vector<RunRecord> uncounted(8, run_with(2, 100, std::nullopt));
  const auto timed = compare_runs(base, uncounted, {});
  EXPECT_EQ(timed[0].quantity, "value");
  EXPECT_EQ(timed[0].verdict, GateVerdict::regression);
}

RunRecord counted_by_callgrind(double value, std::optional<double> instructions) {
  RunRecord run = run_with(value, 100, instructions);
  run.calibration.counting = Counting::callgrind;
  return run;
}

TEST(CompareRuns, ExactCountsOfTheFirstRunDecide) {
  std::vector<RunRecord> base(8, run_with(1, 100, std::nullopt));
  std::vector<RunRecord> head = base;
  base.front() = counted_by_callgrind(1, 1e9);
  head.front() = counted_by_callgrind(1, 1.1e9);
  const auto comparisons = compare_runs(base, head, {});
  ASSERT_EQ(comparisons.size(), 2u);
  EXPECT_EQ(comparisons[0].quantity, "instructions");
  EXPECT_EQ(comparisons[0].pairs, 1u);
  EXPECT_EQ(comparisons[0].precision, Precision::exact);
  EXPECT_EQ(comparisons[0].verdict, GateVerdict::regression);
  EXPECT_EQ(comparisons[1].quantity, "peak memory");
  EXPECT_EQ(comparisons[1].pairs, 8u);
}

TEST(CompareRuns, TimeIsNotJudgedWhereInstructionsAreCounted) {
  const std::vector<RunRecord> base(8, counted_by_callgrind(1, std::nullopt));
  const std::vector<RunRecord> slow(8, counted_by_callgrind(2, std::nullopt));
  EXPECT_EQ(compare_runs(base, slow, {})[0].quantity, "value");
  EXPECT_EQ(compare_runs(base, slow, {})[0].verdict, GateVerdict::not_judged);
}

TEST(CompareRuns, CountsOfDifferentKindsDoNotCompare) {
  const std::vector<RunRecord> base(8, run_with(1, 100, 1e9));
  const std::vector<RunRecord> head(8, counted_by_callgrind(1, 1e6));
  EXPECT_EQ(common_counting(base, head), Counting::none);
  EXPECT_EQ(compare_runs(base, head, {})[0].quantity, "value");
}

TEST(WithCounts, CountsTheFirstRunUnlessTheKernelDid) {
  int counted = 0;
  const auto count = [&] {
    ++counted;
    return counted_by_callgrind(9, 1e6);
  };
  const Side kernel = with_counts([] { return run_with(1, 100, 1e9); }, count);
  EXPECT_EQ(kernel().results[0].instructions, 1e9);
  EXPECT_EQ(counted, 0);
  const Side timed = with_counts([] { return run_with(1, 100, std::nullopt); }, count);
  const RunRecord first = timed();
  EXPECT_EQ(counted, has_callgrind() ? 1 : 0);
  EXPECT_EQ(first.results[0].instructions.has_value(), has_callgrind());
  EXPECT_EQ(first.results[0].value, 1);
  EXPECT_EQ(timed().results[0].instructions, std::nullopt);
  EXPECT_EQ(counted, has_callgrind() ? 1 : 0);
}

TEST(CompareRuns, KnowsTheDirectionAndTheMemory) {
  constexpr bool more = true;
  const std::vector<RunRecord> base(8, run_with(10, 100, std::nullopt, more));
  const std::vector<RunRecord> head(8, run_with(5, 120, std::nullopt, more));
  const auto comparisons = compare_runs(base, head, {});
  ASSERT_EQ(comparisons.size(), 2u);
  EXPECT_NEAR(comparisons[0].ratio, 2, 1e-9);
  EXPECT_EQ(comparisons[0].verdict, GateVerdict::regression);
  EXPECT_EQ(comparisons[1].quantity, "peak memory");
  EXPECT_EQ(comparisons[1].verdict, GateVerdict::regression);
  EXPECT_EQ(compare_runs(head, base, {})[0].verdict, GateVerdict::better);
}

TEST(RunGate, StopsWhenClearAndGoesOnWhileUnclear) {
  int calls = 0;
  const auto steady = [&] {
    ++calls;
    return run_with(1, 100, std::nullopt);
  };
  EXPECT_EQ(run_gate(steady, steady, {.most_rounds = 20}).rounds, 7);
  EXPECT_EQ(calls, 14);
  int n = 0;
  const auto jumpy = [&] { return run_with(n++ % 2 == 0 ? 1 : 1.5, 100, std::nullopt); };
  EXPECT_EQ(run_gate(steady, jumpy, {.most_rounds = 12}).rounds, 12);
}

}  // namespace
}  // namespace gitctx::bench

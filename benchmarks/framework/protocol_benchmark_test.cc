#include "benchmarks/framework/protocol_benchmark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "base/error.h"

namespace gitctx::bench {
namespace {

// The example of docs/performance.md: a protocol, two implementations and a benchmark.
struct Counter {
  virtual ~Counter() = default;
  virtual std::size_t distinct(const std::vector<int>& numbers) = 0;
};
struct TreeCounter : Counter {
  std::size_t distinct(const std::vector<int>& numbers) override {
    return std::set<int>(numbers.begin(), numbers.end()).size();
  }
};
struct SortCounter : Counter {
  std::size_t distinct(const std::vector<int>& numbers) override {
    std::vector<int> sorted = numbers;
    std::ranges::sort(sorted);
    return sorted.size() - std::ranges::unique(sorted).size();
  }
};

std::vector<int> numbers() {
  std::vector<int> out(50000);
  std::iota(out.begin(), out.end(), 0);
  return out;
}

ProtocolBenchmark<Counter> counting(Metric metric) {
  ProtocolBenchmark<Counter> benchmark(std::move(metric), numbers, [](Counter& c, const auto& all) {
    return 1000 * seconds_of([&] { keep(c.distinct(all)); });
  });
  benchmark.add<TreeCounter>("tree");
  benchmark.add_yardstick<SortCounter>("sort");
  return benchmark;
}

const Metric counting_metric = {.name = "counter/distinct", .unit = "ms", .critical = 5000};

TEST(ProtocolBenchmark, MeasuresEveryImplementation) {
  const auto benchmark = counting(counting_metric);
  EXPECT_EQ(benchmark.implementations(), (std::vector<std::string>{"tree", "sort"}));
  EXPECT_EQ(benchmark.yardstick(), "sort");
  std::map<std::string, PerformanceResult> results;
  for (const std::string& name : benchmark.implementations()) {
    const PerformanceResult result = benchmark.run(name, 5);
    EXPECT_EQ(result.implementation, name);
    EXPECT_EQ(result.samples.size(), 5u);
    EXPECT_EQ(result.value, result.p50);
    EXPECT_GT(result.value, 0);
    EXPECT_LE(result.p50, result.p95);
    EXPECT_LE(result.confidence.low, result.value);
    EXPECT_GE(result.confidence.high, result.value);
    EXPECT_GT(result.cpu_seconds, 0);
    EXPECT_GT(result.peak_memory_mb, 1);
    EXPECT_TRUE(result.passed);
    results[name] = result;
  }
  // The tree has 50,000 separately allocated nodes.
  EXPECT_GT(results["tree"].peak_memory_mb, results["sort"].peak_memory_mb + 0.5);
}

TEST(ProtocolBenchmark, LimitsHoldInTheMetricsDirection) {
  Metric slow = counting_metric;
  slow.critical = 1e-9;
  const PerformanceResult missed = counting(slow).run("sort", 3);
  EXPECT_FALSE(missed.passed);
  ASSERT_EQ(missed.missed.size(), 1u);
  EXPECT_NE(missed.missed[0].find("critical limit missed"), std::string::npos);
  Metric rate = slow;
  rate.higher_is_better = true;
  EXPECT_TRUE(counting(rate).run("sort", 3).passed);
  Metric small = counting_metric;
  small.critical_memory = 0.001;
  EXPECT_FALSE(counting(small).run("sort", 3).passed);
}

TEST(ProtocolBenchmark, AFailingImplementationIsAnErrorOfItsOwn) {
  ProtocolBenchmark<Counter> benchmark(counting_metric, numbers, [](Counter& c, const auto& all) {
    return static_cast<double>(c.distinct(all));
  });
  benchmark.add("broken",
                []() -> std::unique_ptr<Counter> { throw std::runtime_error("no luck"); });
  benchmark.add("crash", []() -> std::unique_ptr<Counter> { std::abort(); });
  const auto said = [&](const std::string& name) {
    try {
      benchmark.run(name, 3);
    } catch (const Error& error) {
      return error.message();
    }
    return std::string();
  };
  EXPECT_EQ(said("broken"), "counter/distinct:broken: no luck");
  EXPECT_NE(said("crash").find("ended without a result"), std::string::npos);
  EXPECT_NE(said("absent").find("no implementation absent"), std::string::npos);
}

TEST(ProtocolBenchmark, ManyValuesASampleGivePercentiles) {
  Metric metric = counting_metric;
  metric.statistic = Statistic::p95;
  ProtocolBenchmark<Counter> benchmark(
      metric, [] { return 0; },
      [](Counter&, int) {
        std::vector<double> ms(100);
        std::iota(ms.begin(), ms.end(), 1.0);
        return Measured(std::move(ms));
      });
  benchmark.add<TreeCounter>("tree");
  const PerformanceResult result = benchmark.run("tree", 3);
  EXPECT_EQ(result.samples.size(), 300u);
  EXPECT_NEAR(result.value, 95, 1);
  EXPECT_NEAR(result.p99, 99, 1);
  EXPECT_EQ(result.worst, 100);
}

TEST(PlantedCost, SlowsAndGrowsAsItSays) {
  const auto benchmark = counting(counting_metric);
  // Other processes can slow a run of three milliseconds, but not all runs.
  double plain_seconds = std::numeric_limits<double>::infinity();
  double slow_seconds = plain_seconds;
  for (int round = 0; round < 7; ++round) {
    const PerformanceResult plain = benchmark.run("tree", 5);
    ::setenv("GITCTX_PLANT_SLOWDOWN", "0.5", 1);
    ::setenv("GITCTX_PLANT_MEMORY", "0.5", 1);
    const PerformanceResult slow = benchmark.run("tree", 5);
    ::unsetenv("GITCTX_PLANT_SLOWDOWN");
    ::unsetenv("GITCTX_PLANT_MEMORY");
    plain_seconds = std::min(plain_seconds, plain.cpu_seconds);
    slow_seconds = std::min(slow_seconds, slow.cpu_seconds);
    if (plain.instructions && slow.instructions) {
      EXPECT_NEAR(*slow.instructions / *plain.instructions, 1.5, 0.1);
    }
    EXPECT_NEAR(slow.private_memory_mb / plain.private_memory_mb, 1.5, 0.2);
  }
  EXPECT_GT(slow_seconds, 1.2 * plain_seconds);
}

TEST(RunProgram, MeasuresAnotherProcess) {
  std::vector<MemoryPoint> curve;
  const OperationCost cost = run_program({"sh", "-c", "sleep 0.1; echo x"}, &curve);
  EXPECT_GT(cost.wall_s, 0.09);
  EXPECT_GT(cost.peak_memory_mb, 0.5);
  EXPECT_FALSE(curve.empty());
  EXPECT_THROW(run_program({"sh", "-c", "exit 3"}), Error);
  EXPECT_THROW(run_program({"sh", "-c", "kill -TERM $$"}), Error);
  EXPECT_THROW(run_program({"/no/such/program"}), Error);
}

TEST(RunProgram, TheMemoryOfAProgramIsItsOwn) {
  const std::vector<char> ours(300'000'000, 1);
  const OperationCost cost = run_program({"sleep", "0.05"});
  EXPECT_GT(cost.peak_memory_mb, 0.5);
  EXPECT_LT(cost.peak_memory_mb, 100) << "ours are " << ours.size() / 1'000'000;
}

}  // namespace
}  // namespace gitctx::bench

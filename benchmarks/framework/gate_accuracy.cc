#include "benchmarks/framework/gate_accuracy.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "benchmarks/framework/gate_runner.h"
#include "benchmarks/framework/protocol_benchmark.h"
#include "chunk/chunker.h"
#include "testing/code_generator.h"
#include "text/languages.h"

namespace gitctx::bench {

namespace {

constexpr int rounds = 7;
constexpr int most_rounds = 15;
constexpr std::uint32_t file_count = 4;

#ifdef GITCTX_PLANTED_COST
constexpr bool can_plant = true;
#else
constexpr bool can_plant = false;
#endif

struct Files {
  std::vector<std::pair<std::string, Language>> files;
  std::vector<char> more = std::vector<char>(16'000'000, 'x');  // something to be larger than
};

Files make_files() {
  Files files;
  for (std::uint32_t i = 0; i < file_count; ++i) {
    const GeneratedFile file = generate_file(i);
    files.files.emplace_back(file.text, detect_language(file.path, file.text));
  }
  return files;
}

ProtocolBenchmark<Chunker> small_benchmark(bool by_instructions) {
  ProtocolBenchmark<Chunker> benchmark(
      {.name = "self_test/chunker", .unit = "ms", .is_cpu_bound = by_instructions}, make_files,
      [](Chunker& chunker, const Files& files) {
        return 1000 * seconds_of([&] {
                 for (const auto& [text, language] : files.files) {
                   keep(chunker.chunk({text, language}).size());
                 }
               });
      });
  benchmark.add("syntax", [] { return make_syntax_chunker({}); });
  return benchmark;
}

/// Runs the benchmark with that cost planted.
RunRecord measure(const Benchmark& benchmark, double slowdown, double memory) {
  ::setenv("GITCTX_PLANT_SLOWDOWN", fmt::format("{}", slowdown).c_str(), 1);
  ::setenv("GITCTX_PLANT_MEMORY", fmt::format("{}", memory).c_str(), 1);
  RunRecord run;
  run.results.push_back(benchmark.run("syntax", {.samples = 3}));
  return run;
}

struct Rates {
  int regressions = 0;
  int unclear = 0;
};

/// How often a comparison of nothing with that cost is called what.
Rates count_verdicts(const Benchmark& benchmark, double slowdown, double memory, int comparisons,
                     const GateOptions& options) {
  Rates rates;
  for (int i = 0; i < comparisons; ++i) {
    const GateRun run = run_gate([&] { return measure(benchmark, 0, 0); },
                                 [&] { return measure(benchmark, slowdown, memory); }, rounds,
                                 most_rounds, options, {});
    bool is_regression = false;
    bool is_unclear = false;
    for (const Comparison& comparison : run.comparisons) {
      is_regression = is_regression || comparison.verdict == Verdict::regression;
      is_unclear = is_unclear || comparison.verdict == Verdict::unclear;
    }
    rates.regressions += is_regression ? 1 : 0;
    rates.unclear += is_unclear && !is_regression ? 1 : 0;
  }
  return rates;
}

void print_rates(const char* what, double cost, const Rates& rates, int comparisons) {
  fmt::print(
      "{:<22} {:>4.0f}%  called a regression {:>5.1f}%, unclear {:>5.1f}%  ({} comparisons)\n",
      what, 100 * cost, 100.0 * rates.regressions / comparisons,
      100.0 * rates.unclear / comparisons, comparisons);
  std::fflush(stdout);
}

bool judge_by(bool by_instructions, int comparisons, const GateOptions& options) {
  const auto benchmark = small_benchmark(by_instructions);
  const char* name = by_instructions ? "instructions" : "time";
  bool is_good = true;
  for (const double slowdown : {0.0, 0.05, 0.08, 0.10, 0.15, 0.20}) {
    const Rates rates = count_verdicts(benchmark, slowdown, 0, comparisons, options);
    print_rates(name, slowdown, rates, comparisons);
    if (slowdown == 0.0) is_good = is_good && rates.regressions * 100 <= comparisons;
    if (slowdown == 0.10) is_good = is_good && rates.regressions * 100 >= 95 * comparisons;
  }
  return is_good;
}

}  // namespace

int measure_gate_accuracy(int comparisons, const GateOptions& options) {
  if (!can_plant) {
    throw Error(ErrorCode::usage, "this build cannot plant a cost",
                "build and run gitctx-bench-planted self-test");
  }
  bool is_good = judge_by(true, comparisons, options);
  const auto benchmark = small_benchmark(true);
  const Rates rates = count_verdicts(benchmark, 0, 0.10, comparisons, options);
  print_rates("memory", 0.10, rates, comparisons);
  is_good = is_good && rates.regressions * 100 >= 95 * comparisons;
  // Shown, not judged: on a noisy machine time alone cannot decide.
  judge_by(false, comparisons, options);
  return is_good ? 0 : 1;
}

}  // namespace gitctx::bench

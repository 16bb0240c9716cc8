#include "benchmarks/framework/gate_accuracy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "benchmarks/framework/callgrind.h"
#include "benchmarks/framework/gate_runner.h"
#include "benchmarks/framework/protocol_benchmark.h"
#include "chunk/chunker.h"
#include "testing/code_generator.h"
#include "text/languages.h"

namespace gitctx::bench {

namespace {

constexpr std::uint32_t file_count = 4;
// The gate must judge the costs 0 and 10% correctly. Exact counts do not vary, so two comparisons
// suffice for each of these costs.
constexpr int exact_comparisons = 2;

#ifdef GITCTX_PLANTED_COST
constexpr bool can_plant = true;
#else
constexpr bool can_plant = false;
#endif

struct Files {
  std::vector<std::pair<std::string, Language>> files;
  std::vector<char> more = std::vector<char>(16'000'000, 'x');  // planted memory is a share of this
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
      {.name = "self_test/chunker", .unit = "ms", .cpu_bound = by_instructions}, make_files,
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

RunRecord run_once(bool by_instructions, int samples) {
  RunRecord run;
  run.calibration.counting = by_instructions ? InstructionCounter().counting() : Counting::none;
  run.results.push_back(small_benchmark(by_instructions).run("syntax", samples));
  return run;
}

/// A method of comparing two sides: the quantity, the function that runs a side, and the number of
/// comparisons.
struct Method {
  const char* quantity;
  std::function<RunRecord()> run;
  int comparisons = 0;
  int comparisons_of_others = comparisons;  ///< comparisons for costs other than 0 and 10%
  /// The environment variable that sets the planted cost, as a share of the benchmark's own cost.
  const char* variable = "GITCTX_PLANT_SLOWDOWN";
  std::vector<double> costs = {0, 0.05, 0.08, 0.10, 0.15, 0.20};
  GateOptions gate = {};
};

struct Rates {
  int comparisons = 0;
  int regressions = 0;
  int unclear = 0;
};

/// Counts how often the gate gives each verdict for a planted cost (gate_accuracy.h).
Rates count_verdicts(const Method& method, double cost, int comparisons) {
  const auto side = [&](double planted) {
    return [&method, planted] {
      ::setenv(method.variable, fmt::format("{}", planted).c_str(), 1);
      return method.run();
    };
  };
  Rates rates{.comparisons = comparisons};
  for (int i = 0; i < comparisons; ++i) {
    for (const Comparison& comparison : run_gate(side(0), side(cost), method.gate).comparisons) {
      if (comparison.quantity != method.quantity) continue;
      rates.regressions += comparison.verdict == GateVerdict::regression ? 1 : 0;
      rates.unclear += comparison.verdict == GateVerdict::unclear ? 1 : 0;
    }
  }
  ::unsetenv(method.variable);
  return rates;
}

/// Whether the gate passes identical builds and finds a planted cost of 10%. Prints all rates.
bool judge_method(const Method& method) {
  bool is_good = true;
  for (const double cost : method.costs) {
    const bool is_promised = cost == 0 || cost == 0.10;
    const Rates rates = count_verdicts(
        method, cost, is_promised ? method.comparisons : method.comparisons_of_others);
    fmt::print("{:<13} {:>3.0f}%  called a regression {:>3} of {}, unclear {}\n", method.quantity,
               100 * cost, rates.regressions, rates.comparisons, rates.unclear);
    std::fflush(stdout);
    if (cost == 0) is_good = is_good && rates.regressions * 100 <= rates.comparisons;
    if (cost == 0.10) is_good = is_good && rates.regressions * 100 >= 95 * rates.comparisons;
  }
  return is_good;
}

/// Tests how the gate judges by instructions. If instructions cannot be counted, prints a message
/// and returns true.
bool judge_instructions(const std::filesystem::path& own_program, int comparisons) {
  if (InstructionCounter().counting() == Counting::perf) {
    return judge_method(
        {.quantity = "instructions", .run = self_test_run, .comparisons = comparisons});
  }
  if (!has_callgrind()) {
    fmt::print("instructions are not counted here (no performance counters, no valgrind)\n");
    return true;
  }
  fmt::print("instructions are counted by callgrind, which is exact: a few comparisons suffice\n");
  return judge_method(
      {.quantity = "instructions",
       .run = [&] { return run_bench(own_program, {"self-test"}, Counting::callgrind); },
       .comparisons = std::min(comparisons, exact_comparisons),
       .comparisons_of_others = 1,
       .gate = {.fewest_rounds = 1, .most_rounds = 1}});
}

}  // namespace

RunRecord self_test_run() { return run_once(true, 1); }

int measure_gate_accuracy(const std::filesystem::path& own_program, int comparisons,
                          bool with_time) {
  if (!can_plant) {
    throw Error(ErrorCode::usage, "this build cannot plant a cost",
                "Build and run: gitctx-bench-planted self-test");
  }
  bool is_good = judge_instructions(own_program, comparisons);
  is_good = judge_method({.quantity = "peak memory",
                          .run = self_test_run,
                          .comparisons = comparisons,
                          .variable = "GITCTX_PLANT_MEMORY",
                          .costs = {0, 0.10}}) &&
            is_good;
  if (with_time) {
    judge_method({.quantity = "value",
                  .run = [] { return run_once(false, 3); },
                  .comparisons = comparisons});
    fmt::print("value is time: shown, not judged\n");
  }
  return is_good ? 0 : 1;
}

}  // namespace gitctx::bench

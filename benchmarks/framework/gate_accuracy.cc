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

constexpr int fewest_rounds = 7;
constexpr int most_rounds = 15;
constexpr std::uint32_t file_count = 4;
// Exact counts repeat: two comparisons show it, and one is enough for costs without a promise.
constexpr int exact_comparisons = 2;

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

/// The planted costs, as shares of the benchmark's own.
struct Planted {
  double slowdown = 0;
  double memory = 0;
};

void plant(const Planted& planted) {
  ::setenv("GITCTX_PLANT_SLOWDOWN", fmt::format("{}", planted.slowdown).c_str(), 1);
  ::setenv("GITCTX_PLANT_MEMORY", fmt::format("{}", planted.memory).c_str(), 1);
}

RunRecord run_once(bool by_instructions, int samples) {
  RunRecord run;
  run.calibration.counting = by_instructions ? InstructionCounter().counting() : Counting::none;
  run.results.push_back(small_benchmark(by_instructions).run("syntax", {.samples = samples}));
  return run;
}

/// How the gate compares two sides: what runs them, how often, and which quantity counts.
struct Method {
  const char* quantity;
  std::function<RunRecord()> run;
  int fewest = fewest_rounds;
  int most = most_rounds;
  int comparisons = 0;
  int comparisons_of_others = comparisons;  ///< of costs without a promise
};

struct Rates {
  int comparisons = 0;
  int regressions = 0;
  int unclear = 0;
};

/// The gate must pass identical builds and find 10%; other costs are only shown.
bool is_promised_for(double cost) { return cost == 0 || cost == 0.10; }

/// How often each verdict is given for that cost.
Rates count_verdicts(const Method& method, const Planted& planted, const GateOptions& options) {
  const auto side = [&](const Planted& cost) {
    return [&method, cost] {
      plant(cost);
      return method.run();
    };
  };
  Rates rates;
  const bool is_promised = is_promised_for(planted.slowdown) && is_promised_for(planted.memory);
  rates.comparisons = is_promised ? method.comparisons : method.comparisons_of_others;
  for (int i = 0; i < rates.comparisons; ++i) {
    const GateRun run = run_gate(side({}), side(planted), method.fewest, method.most, options, {});
    for (const Comparison& comparison : run.comparisons) {
      if (comparison.quantity != method.quantity) continue;
      rates.regressions += comparison.verdict == GateVerdict::regression ? 1 : 0;
      rates.unclear += comparison.verdict == GateVerdict::unclear ? 1 : 0;
    }
  }
  return rates;
}

void print_rates(const Method& method, double cost, const Rates& rates) {
  fmt::print("{:<13} {:>3.0f}%  called a regression {:>3} of {}, unclear {}\n", method.quantity,
             100 * cost, rates.regressions, rates.comparisons, rates.unclear);
  std::fflush(stdout);
}

bool keeps_promise(double cost, const Rates& rates) {
  if (!is_promised_for(cost)) return true;
  return cost == 0 ? rates.regressions * 100 <= rates.comparisons
                   : rates.regressions * 100 >= 95 * rates.comparisons;
}

bool judge_slowdowns(const Method& method, const GateOptions& options) {
  bool is_good = true;
  for (const double slowdown : {0.0, 0.05, 0.08, 0.10, 0.15, 0.20}) {
    const Rates rates = count_verdicts(method, {.slowdown = slowdown}, options);
    print_rates(method, slowdown, rates);
    is_good = keeps_promise(slowdown, rates) && is_good;
  }
  return is_good;
}

bool judge_memory(int comparisons, const GateOptions& options) {
  const Method method = {.quantity = "peak memory",
                         .run = [] { return run_once(true, 1); },
                         .comparisons = comparisons};
  bool is_good = true;
  for (const double memory : {0.0, 0.10}) {
    const Rates rates = count_verdicts(method, {.memory = memory}, options);
    print_rates(method, memory, rates);
    is_good = keeps_promise(memory, rates) && is_good;
  }
  return is_good;
}

/// True, with a message, if nothing can be counted.
bool judge_instructions(const std::filesystem::path& own_program, const AccuracyOptions& options) {
  if (InstructionCounter().counting() == Counting::perf) {
    return judge_slowdowns({.quantity = "instructions",
                            .run = [] { return run_once(true, 1); },
                            .comparisons = options.comparisons},
                           options.gate);
  }
  if (!has_callgrind()) {
    fmt::print("instructions are not counted here (no performance counters, no valgrind)\n");
    return true;
  }
  fmt::print("instructions are counted by callgrind, which is exact: a few comparisons suffice\n");
  return judge_slowdowns({.quantity = "instructions",
                          .run = [&] { return count_bench(own_program, {"self-test"}); },
                          .fewest = 1,
                          .most = 1,
                          .comparisons = std::min(options.comparisons, exact_comparisons),
                          .comparisons_of_others = 1},
                         options.gate);
}

}  // namespace

RunRecord self_test_run() { return run_once(true, 1); }

int measure_gate_accuracy(const std::filesystem::path& own_program,
                          const AccuracyOptions& options) {
  if (!can_plant) {
    throw Error(ErrorCode::usage, "this build cannot plant a cost",
                "Build and run: gitctx-bench-planted self-test");
  }
  bool is_good = judge_instructions(own_program, options);
  is_good = judge_memory(options.comparisons, options.gate) && is_good;
  if (options.with_time) {
    judge_slowdowns({.quantity = "value",
                     .run = [] { return run_once(false, 3); },
                     .comparisons = options.comparisons},
                    options.gate);
    fmt::print("value is time: shown, not judged\n");
  }
  return is_good ? 0 : 1;
}

}  // namespace gitctx::bench

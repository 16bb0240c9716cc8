// gitctx-bench: measures every protocol and the pipelines (index and search), compares revisions,
// keeps baselines, and draws trends. See docs/performance.md.

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/version.h"
#include "base/error.h"
#include "base/file.h"
#include "benchmarks/framework/baselines.h"
#include "benchmarks/framework/calibration.h"
#include "benchmarks/framework/callgrind.h"
#include "benchmarks/framework/gate_accuracy.h"
#include "benchmarks/framework/gate_runner.h"
#include "benchmarks/framework/report.h"
#include "benchmarks/framework/tables.h"
#include "benchmarks/suites/suites.h"
#include "testing/code_generator.h"

namespace gitctx::bench {

namespace {

namespace fs = std::filesystem;

struct Arguments {
  SuiteOptions suites;
  int samples = 9;
  std::string filter;
  std::string json;
  std::string markdown;
  std::vector<std::string> base_runs;
  std::vector<std::string> head_runs;
  std::string before;
  std::string after;
  std::string base;
  std::string reason;
  std::string input;
  std::string output = "report.html";
  std::string project = ".";
  std::string baselines = "benchmarks/baselines.json";
  GateOptions gate;
  int comparisons = 200;
  bool with_time = false;
  bool count = false;
  bool quiet = false;
  bool never_fails = false;
  fs::path own_program;
  int (*command)(const Arguments&) = nullptr;
};

std::string now_utc() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

/// Whether `id` contains one of the comma-separated parts of `filter`.
bool is_selected(const std::string& id, const std::string& filter) {
  if (filter.empty()) return true;
  for (const std::string& part : CLI::detail::split(filter, ',')) {
    if (id.find(part) != std::string::npos) return true;
  }
  return false;
}

class Progress {
 public:
  explicit Progress(bool quiet) : shown_(!quiet && ::isatty(STDERR_FILENO) == 1) {}
  ~Progress() { wipe(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void say(const std::string& what) const {
    if (shown_) fmt::print(stderr, "\r\x1b[K{}", what);
  }
  void wipe() const {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool shown_;
};

/// Maximum number of files in a run under callgrind. Callgrind is slow, but its counts are exact,
/// so few files are enough.
constexpr std::uint32_t most_counted_files = 200;

/// The arguments of the command `run`. Both measured runs and runs that are counted under callgrind
/// use them.
std::vector<std::string> run_command(const Arguments& arguments, std::uint32_t files, int samples) {
  std::vector<std::string> command = {"run", "--quiet", "--no-fail", "--filter", arguments.filter};
  command.push_back(fmt::format("--files={}", files));
  command.push_back(fmt::format("--repeat={}", samples));
  if (!arguments.suites.repo.empty()) {
    command.insert(command.end(), {"--repo", fs::canonical(arguments.suites.repo).string()});
  }
  return command;
}

RunRecord count_run(const Arguments& arguments, const fs::path& program) {
  const std::uint32_t files = std::min(arguments.suites.files, most_counted_files);
  return run_bench(program, run_command(arguments, files, 1), Counting::callgrind);
}

/// Compares each result with its metric's yardstick, if the yardstick was measured.
void attach_yardsticks(const Benchmarks& benchmarks, RunRecord& run) {
  for (const auto& benchmark : benchmarks) {
    const std::string yardstick = benchmark->metric().name + ":" + benchmark->yardstick();
    const PerformanceResult* found = run.find(yardstick);
    if (found == nullptr || found->value == 0) continue;
    const double value = found->value;
    for (PerformanceResult& result : run.results) {
      if (result.metric.name != benchmark->metric().name) continue;
      if (result.implementation == benchmark->yardstick()) continue;
      result.yardstick = benchmark->yardstick();
      result.yardstick_ratio = result.value / value;
    }
  }
}

/// Under callgrind, only benchmarks that are judged by their instructions are worth running.
bool is_worth_running(const Benchmark& benchmark, const std::string& implementation) {
  if (!is_under_callgrind()) return true;
  return benchmark.metric().cpu_bound && implementation != benchmark.yardstick();
}

RunRecord run_all(const Arguments& arguments) {
  const Benchmarks benchmarks = all_benchmarks(arguments.suites);
  std::vector<std::pair<const Benchmark*, std::string>> selected;
  for (const auto& benchmark : benchmarks) {
    for (const std::string& implementation : benchmark->implementations()) {
      if (!is_worth_running(*benchmark, implementation)) continue;
      if (is_selected(benchmark->metric().name + ":" + implementation, arguments.filter)) {
        selected.emplace_back(benchmark.get(), implementation);
      }
    }
  }
  // Under callgrind, a run may be empty, because it is possible that no selected benchmark is worth
  // running.
  if (selected.empty() && !is_under_callgrind()) {
    throw Error(ErrorCode::usage, "no benchmark name contains '" + arguments.filter + "'",
                "Run: gitctx-bench list");
  }
  RunRecord run;
  run.commit = version_commit;
  run.date = now_utc();
  run.data = arguments.suites.repo.empty()
                 ? fmt::format("{} generated files", arguments.suites.files)
                 : fs::canonical(arguments.suites.repo).filename().string();
  run.calibration = calibrate();
  const Progress progress(arguments.quiet);
  for (std::size_t i = 0; i < selected.size(); ++i) {
    const auto& [benchmark, implementation] = selected[i];
    progress.say(fmt::format("{}/{} {}: {}", i + 1, selected.size(), benchmark->metric().name,
                             implementation));
    try {
      run.results.push_back(benchmark->run(implementation, arguments.samples));
    } catch (const Error& error) {
      // A benchmark that fails under callgrind has no count. The gate reports the missing count.
      if (!is_under_callgrind()) throw;
      fmt::print(stderr, "{}\n", error.message());
    }
  }
  attach_yardsticks(benchmarks, run);
  attach_baselines(run, read_baselines(arguments.baselines));
  return run;
}

int list_benchmarks(const Arguments& arguments) {
  for (const auto& benchmark : all_benchmarks(arguments.suites)) {
    const Metric& metric = benchmark->metric();
    fmt::print("{:<38} {:<9} {} is better", metric.name, metric.unit,
               metric.higher_is_better ? "more" : "less");
    if (metric.target) fmt::print(", target {}", *metric.target);
    if (metric.critical) fmt::print(", critical {}", *metric.critical);
    fmt::print("\n    {}\n", fmt::join(benchmark->implementations(), ", "));
  }
  return 0;
}

int run_benchmarks(const Arguments& arguments) {
  RunRecord run = run_all(arguments);
  if (arguments.count && run.calibration.counting == Counting::none) {
    if (!has_callgrind()) {
      throw Error(ErrorCode::failure,
                  "instructions cannot be counted: no performance counters, no valgrind",
                  "Install valgrind and build again");
    }
    attach_counts(run, count_run(arguments, arguments.own_program));
  }
  if (!arguments.json.empty()) write_output_file(arguments.json, to_json(run).dump() + "\n");
  if (!arguments.markdown.empty()) {
    write_output_file(arguments.markdown, results_markdown(run));
  }
  if (!arguments.quiet) {
    fmt::print("{}, {}\n{}\n\n{}", run.commit, run.data, run.calibration.machine,
               results_table(run));
  }
  return !arguments.never_fails && std::ranges::any_of(run.results, misses_critical) ? 1 : 0;
}

int compare_files(const Arguments& arguments) {
  fmt::print("{}", compare_table(read_run(arguments.before), read_run(arguments.after)));
  return 0;
}

const char* counting_sentence(Counting counting) {
  constexpr const char* sentences[] = {
      "instructions not counted on both sides (no performance counters or valgrind): times decide",
      "instructions counted by performance counters",
      "instructions counted exactly by callgrind, once for each side"};
  return sentences[static_cast<std::size_t>(counting)];
}

/// Returns a failure if there is a regression. Unclear results are reported but pass.
int judge_gate(const GateRun& run, const Arguments& arguments) {
  if (!arguments.markdown.empty()) {
    write_output_file(arguments.markdown, comparisons_markdown(run.comparisons));
  }
  fmt::print("{}\n{} rounds; {}\n", comparisons_table(run.comparisons), run.rounds,
             counting_sentence(run.counting));
  int status = 0;
  for (const Comparison& comparison : run.comparisons) {
    if (comparison.verdict != GateVerdict::regression) continue;
    fmt::print(stderr, "gitctx-bench: {} got worse: {} {:+.1f}%\n", comparison.id,
               comparison.quantity, 100 * (comparison.ratio - 1));
    status = 1;
  }
  return status;
}

std::vector<RunRecord> read_runs(const std::vector<std::string>& files) {
  std::vector<RunRecord> runs;
  std::ranges::transform(files, std::back_inserter(runs), read_run);
  return runs;
}

int judge_files(const Arguments& arguments) {
  GateRun run;
  run.rounds = static_cast<int>(std::min(arguments.base_runs.size(), arguments.head_runs.size()));
  const std::vector<RunRecord> base = read_runs(arguments.base_runs);
  const std::vector<RunRecord> head = read_runs(arguments.head_runs);
  run.counting = common_counting(base, head);
  run.comparisons = compare_runs(base, head, arguments.gate);
  return judge_gate(run, arguments);
}

int generate_files(const Arguments& arguments) {
  for (std::uint32_t i = 0; i < arguments.suites.files; ++i) {
    const GeneratedFile file = generate_file(i);
    const fs::path path = fs::path(arguments.output) / file.path;
    fs::create_directories(path.parent_path());
    replace_file_atomically(path, file.text);
  }
  return 0;
}

/// Runs `program` under callgrind and returns its counts. If this fails, for example because the
/// program is too old to support callgrind, the returned run has no results.
RunRecord try_to_count(const Arguments& arguments, const fs::path& program) {
  try {
    return count_run(arguments, program);
  } catch (const Error& error) {
    fmt::print(stderr, "gitctx-bench: no counts: {}\n", error.message());
    return {};
  }
}

int run_gate_command(const Arguments& arguments) {
  const Progress progress(arguments.quiet);
  progress.say("building " + arguments.base);
  const fs::path base = build_revision(fs::canonical(arguments.project), arguments.base);
  const std::vector<std::string> what =
      run_command(arguments, arguments.suites.files, arguments.samples);
  const auto side = [&](const fs::path& program) {
    return with_counts([&what, program] { return run_bench(program, what); },
                       [&arguments, program] { return try_to_count(arguments, program); });
  };
  const GateRun run = run_gate(side(base), side(arguments.own_program), arguments.gate,
                               [&](int round) { progress.say(fmt::format("round {}", round)); });
  progress.wipe();
  return judge_gate(run, arguments);
}

int write_report(const Arguments& arguments) {
  std::vector<RunRecord> runs;
  for (const auto& entry : fs::directory_iterator(arguments.input)) {
    if (entry.path().extension() == ".json") runs.push_back(read_run(entry.path()));
  }
  if (runs.empty()) {
    throw Error(ErrorCode::failure, "no runs in " + arguments.input,
                "Run: gitctx-bench run --json " + arguments.input + "/FILE.json");
  }
  write_output_file(arguments.output, render_report(runs));
  fmt::print("{}: {} runs\n", arguments.output, runs.size());
  return 0;
}

int update_baseline(const Arguments& arguments) {
  const RunRecord run = arguments.input.empty() ? run_all(arguments) : read_run(arguments.input);
  update_baselines(arguments.baselines, run, arguments.reason);
  fmt::print("{}: {} baselines updated\n", arguments.baselines, run.results.size());
  return 0;
}

int self_test(const Arguments& arguments) {
  if (arguments.json.empty()) {
    return measure_gate_accuracy(arguments.own_program, arguments.comparisons, arguments.with_time);
  }
  write_output_file(arguments.json, to_json(self_test_run()).dump() + "\n");
  return 0;
}

CLI::App& add_command(CLI::App& app, Arguments& arguments, const char* name, const char* what,
                      int (*command)(const Arguments&)) {
  CLI::App* added = app.add_subcommand(name, what);
  added->callback([&arguments, command] { arguments.command = command; });
  return *added;
}

void add_run_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--filter", arguments.filter, "parts of names, separated by commas");
  command.add_option("--repo", arguments.suites.repo, "a repository instead of generated data");
  command.add_option("--files", arguments.suites.files, "number of generated files");
  command.add_option("--repeat", arguments.samples, "samples per benchmark")
      ->check(CLI::Range(1, 1000));
  command.add_flag("--large", arguments.suites.large, "also a million vectors, 3,072 dimensions");
  command.add_option("--gitctx", arguments.suites.gitctx, "the program to measure");
}

void add_measuring_commands(CLI::App& app, Arguments& arguments) {
  add_run_options(add_command(app, arguments, "list", "name the benchmarks", list_benchmarks),
                  arguments);
  CLI::App& run = add_command(app, arguments, "run", "measure", run_benchmarks);
  add_run_options(run, arguments);
  run.add_option("--json", arguments.json, "write the run to a file");
  run.add_option("--markdown", arguments.markdown, "write the table to a file");
  run.add_flag("--count", arguments.count,
               "count instructions, with callgrind (slow) if the kernel cannot");
  run.add_flag("--quiet", arguments.quiet, "no table, no progress");
  run.add_flag("--no-fail", arguments.never_fails, "exit 0 even if a critical limit is missed");

  CLI::App& generate = add_command(app, arguments, "generate",
                                   "write the generated files into a folder", generate_files);
  generate.add_option("DIR", arguments.output)->required();
  generate.add_option("--files", arguments.suites.files, "number of files");

  CLI::App& report =
      add_command(app, arguments, "report", "draw the trend of all runs of a folder", write_report);
  report.add_option("DIR", arguments.input)->required();
  report.add_option("--output", arguments.output, "the page to write");
}

void add_comparing_commands(CLI::App& app, Arguments& arguments) {
  CLI::App& compare =
      add_command(app, arguments, "compare", "show two runs side by side", compare_files);
  compare.add_option("OLD", arguments.before)->required();
  compare.add_option("NEW", arguments.after)->required();

  CLI::App& gate =
      add_command(app, arguments, "gate", "compare with another revision; fail on a regression",
                  run_gate_command);
  add_run_options(gate, arguments);
  gate.add_option("--base", arguments.base, "the revision to compare with")->required();
  gate.add_option("--project", arguments.project, "the checkout of the project");
  gate.add_option("--limit", arguments.gate.limit, "the regression to find, 0.1 is 10%");
  gate.add_option("--rounds", arguments.gate.fewest_rounds, "fewest pairs of runs");
  gate.add_option("--most-rounds", arguments.gate.most_rounds, "most pairs of runs");
  gate.add_option("--markdown", arguments.markdown, "write the table to a file");

  CLI::App& judge =
      add_command(app, arguments, "judge", "compare existing paired runs", judge_files);
  judge.add_option("--base", arguments.base_runs, "runs of the base, in order")->required();
  judge.add_option("--head", arguments.head_runs, "as many runs of the head")->required();
  judge.add_option("--limit", arguments.gate.limit, "the regression to find, 0.1 is 10%");

  CLI::App& baseline =
      *app.add_subcommand("baseline", "the values that later runs are compared with");
  baseline.require_subcommand(1);
  CLI::App& update = add_command(baseline, arguments, "update",
                                 "set the baselines to the values of a run", update_baseline);
  add_run_options(update, arguments);
  update.add_option("--reason", arguments.reason, "why the baselines change")->required();
  update.add_option("--from", arguments.input, "use this run instead of measuring");

  CLI::App& test =
      add_command(app, arguments, "self-test", "measure how often the gate is wrong", self_test);
  test.add_option("--comparisons", arguments.comparisons, "comparisons for each planted cost")
      ->check(CLI::Range(1, 10000));
  test.add_flag("--time", arguments.with_time, "also show how often the gate is wrong by time");
  test.add_option("--json", arguments.json, "only write one run of its benchmark to a file");
}

int run_command_line(int argc, char** argv) {
  Arguments arguments;
  arguments.own_program = fs::read_symlink("/proc/self/exe");
  arguments.suites.gitctx = arguments.own_program.parent_path().parent_path() / "gitctx";
  CLI::App app("Measures gitctx: protocols, pipelines, regressions", "gitctx-bench");
  app.require_subcommand(1);
  app.add_option("--baselines", arguments.baselines, "file of the baselines");
  add_measuring_commands(app, arguments);
  add_comparing_commands(app, arguments);
  try {
    app.parse(argc, argv);
    return arguments.command(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ErrorCode::usage);
  } catch (const Error& error) {
    fmt::print(stderr, "gitctx-bench: {}\n", error.message());
    if (!error.hint().empty()) fmt::print(stderr, "{}\n", error.hint());
    return static_cast<int>(error.code());
  }
}

}  // namespace

}  // namespace gitctx::bench

int main(int argc, char** argv) { return gitctx::bench::run_command_line(argc, argv); }

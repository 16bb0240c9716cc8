#include "benchmarks/framework/gate_runner.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "benchmarks/framework/baselines.h"
#include "benchmarks/framework/callgrind.h"
#include "benchmarks/framework/resource_meter.h"
#include "git/repository.h"
#include "testing/temp_dir.h"

namespace gitctx::bench {

namespace {

namespace fs = std::filesystem;

/// Checks out `revision` into a folder, and lets the folder use the installed packages of the
/// project. Returns the folder.
fs::path check_out(const fs::path& project, const std::string& revision) {
  const std::string commit = Repository::discover(project).resolve_commit(revision).hex();
  const fs::path place = project / "build/gate" / commit.substr(0, 12);
  if (!fs::exists(place)) {
    fs::create_directories(place.parent_path());
    run_program(
        {"git", "clone", "--quiet", "--shared", "--no-checkout", project.string(), place.string()});
    run_program({"git", "-C", place.string(), "checkout", "--quiet", "--detach", commit});
  }
  const fs::path modules = place / "node_modules";
  if (!fs::exists(modules)) fs::create_directory_symlink(project / "node_modules", modules);
  return place;
}

}  // namespace

GateRun run_gate(const Side& base, const Side& head, const GateOptions& options,
                 const std::function<void(int)>& progress) {
  std::vector<RunRecord> base_runs;
  std::vector<RunRecord> head_runs;
  GateRun run;
  while (run.rounds < options.most_rounds) {
    if (progress) progress(run.rounds + 1);
    // The machine is warmer for the side that runs second, so the sides take turns at running
    // first.
    const bool base_first = run.rounds % 2 == 0;
    if (base_first) base_runs.push_back(base());
    head_runs.push_back(head());
    if (!base_first) base_runs.push_back(base());
    ++run.rounds;
    if (run.rounds < options.fewest_rounds) continue;
    run.comparisons = compare_runs(base_runs, head_runs, options);
    run.counting = common_counting(base_runs, head_runs);
    const auto is_unclear = [](const Comparison& c) { return c.verdict == GateVerdict::unclear; };
    if (std::ranges::none_of(run.comparisons, is_unclear)) break;
  }
  return run;
}

Side with_counts(Side measure, Side count) {
  return [measure = std::move(measure), count = std::move(count), is_first = true]() mutable {
    RunRecord run = measure();
    if (std::exchange(is_first, false) && run.calibration.counting == Counting::none &&
        has_callgrind()) {
      attach_counts(run, count());
    }
    return run;
  };
}

fs::path build_revision(const fs::path& project, const std::string& revision) {
  const fs::path place = check_out(project, revision);
  if (!fs::exists(place / "benchmarks/framework")) {
    throw Error(ErrorCode::failure, revision + " has no gitctx-bench yet",
                "Compare with a later commit");
  }
  // The checkout is built with its own version of the preset.
  run_program({"cmake", "-S", place.string(), "--preset", "release", "--log-level=WARNING"});
  run_program({"cmake", "--build", (place / "build/release").string(), "--target", "gitctx",
               "gitctx-bench"});
  return place / "build/release/benchmarks/gitctx-bench";
}

RunRecord run_bench(const fs::path& program, std::vector<std::string> arguments,
                    Counting counting) {
  const TempDir temp;
  const fs::path result = temp / "run.json";
  arguments.insert(arguments.begin(), program.string());
  arguments.insert(arguments.end(), {"--json", result.string()});
  const bool is_counted = counting == Counting::callgrind;
  run_program(is_counted ? under_callgrind(arguments, temp.path()) : arguments);
  return read_run(result);
}

}  // namespace gitctx::bench

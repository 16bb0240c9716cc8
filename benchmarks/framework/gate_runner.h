#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// A function that runs all selected benchmarks once, with the build or the settings of one side.
using Side = std::function<RunRecord()>;

struct GateRun {
  std::vector<Comparison> comparisons;
  Counting counting = Counting::none;
  int rounds = 0;
};

/// Runs both sides in every round, in alternating order. Ends when no result is unclear or after
/// `most_rounds`.
GateRun run_gate(const Side& base, const Side& head, const GateOptions& options,
                 const std::function<void(int)>& progress = {});

/// A side that runs `measure`, with instruction counts in the first run. If `measure` gives no
/// counts because the kernel does not count instructions, the counts come from `count`, which needs
/// callgrind.
Side with_counts(Side measure, Side count);

/// Builds a revision of the project in `build/gate/<commit>` and returns the path of gitctx-bench
/// there. Throws Error if the revision has no gitctx-bench or does not build.
std::filesystem::path build_revision(const std::filesystem::path& project,
                                     const std::string& revision);

/// Runs a gitctx-bench command that takes --json, and reads its output. With Counting::callgrind,
/// the command runs under callgrind; only its counts are then valid, and its times are meaningless.
RunRecord run_bench(const std::filesystem::path& program, std::vector<std::string> arguments,
                    Counting counting = Counting::none);

}  // namespace gitctx::bench

#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// Runs all selected benchmarks once, with the build or setting of one side.
using Side = std::function<RunRecord()>;

struct GateRun {
  std::vector<Comparison> comparisons;
  Counting counting = Counting::none;
  int rounds = 0;
};

/// Runs both sides alternately, swapping their order every round, until nothing is unclear or
/// the most rounds are done.
GateRun run_gate(const Side& base, const Side& head, const GateOptions& options,
                 const std::function<void(int)>& progress = {});

/// A side whose first run has instruction counts: from `measure` if the kernel counts them,
/// otherwise from `count`, which runs under callgrind, if that is installed.
Side with_counts(Side measure, Side count);

/// Builds a revision of the project in `build/gate/<commit>` and returns the path of its
/// gitctx-bench. Throws Error if the revision has no gitctx-bench or does not build.
std::filesystem::path build_revision(const std::filesystem::path& project,
                                     const std::string& revision);

/// Runs a command of a build's gitctx-bench that takes --json, and reads its output. With
/// Counting::callgrind it runs under callgrind: then counts are valid and times are meaningless.
RunRecord run_bench(const std::filesystem::path& program, std::vector<std::string> arguments,
                    Counting counting = Counting::none);

}  // namespace gitctx::bench

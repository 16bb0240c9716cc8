#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// One way of running all selected benchmarks once: another build, another setting.
using Side = std::function<RunRecord()>;

struct GateRun {
  std::vector<Comparison> comparisons;
  Counting counting = Counting::none;
  int rounds = 0;
};

/// Runs both sides alternately, the order turned round in every round, until nothing is unclear or
/// `most_rounds` are done; at least `fewest_rounds`.
GateRun run_gate(const Side& base, const Side& head, int fewest_rounds, int most_rounds,
                 const GateOptions& options, const std::function<void(int)>& progress);

/// A side whose first run has counts: those of the kernel if it gave any, else what `count` finds
/// under callgrind, if that is there.
Side with_counts(Side measure, Side count);

/// Builds a revision of the project in `build/gate/<commit>` of it and returns the path of its
/// gitctx-bench. Throws Error when the revision has none or does not build.
std::filesystem::path build_revision(const std::filesystem::path& project,
                                     const std::string& revision);

/// Runs a command of a build's gitctx-bench that takes --json, and reads what it wrote.
RunRecord run_bench(const std::filesystem::path& program,
                    const std::vector<std::string>& arguments);

/// The same under callgrind: the results have counts and meaningless times.
RunRecord count_bench(const std::filesystem::path& program,
                      const std::vector<std::string>& arguments);

}  // namespace gitctx::bench

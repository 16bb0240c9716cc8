#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// A measured value that later runs are compared with.
struct Baseline {
  double value = 0;
  std::string unit;
  std::string date;
  std::string commit;
  std::string machine;
  std::string reason;  ///< why the baseline has this value
};

/// Baselines by PerformanceResult::id().
using Baselines = std::map<std::string, Baseline>;

/// The baselines in a file; empty if the file does not exist. Throws Error for a malformed file.
Baselines read_baselines(const std::filesystem::path& file);

/// Replaces the baselines of the run's results in the file, which has one line per baseline.
void update_baselines(const std::filesystem::path& file, const RunRecord& run,
                      const std::string& reason);

/// Fills in the baseline of each result of the run.
void attach_baselines(RunRecord& run, const Baselines& baselines);

/// Reads a run that `gitctx-bench run --json` wrote. Throws Error if the file has another format.
RunRecord read_run(const std::filesystem::path& file);

}  // namespace gitctx::bench

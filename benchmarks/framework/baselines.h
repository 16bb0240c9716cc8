#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// A measured value that later runs are held against.
struct Baseline {
  double value = 0;
  std::string unit;
  std::string date;
  std::string commit;
  std::string machine;
  std::string reason;  ///< why it was moved to this value
};

/// By PerformanceResult::id().
using Baselines = std::map<std::string, Baseline>;

/// Nothing for a file that does not exist. Throws Error for a broken one.
Baselines read_baselines(const std::filesystem::path& file);

/// Puts the results of a run in place of what the file has for them, and writes it.
void update_baselines(const std::filesystem::path& file, const RunRecord& run,
                      const std::string& reason);

/// Fills in the baselines of the results.
void attach_baselines(RunRecord& run, const Baselines& baselines);

/// Reads a run that `gitctx-bench run --json` wrote. Throws Error.
RunRecord read_run(const std::filesystem::path& file);

}  // namespace gitctx::bench

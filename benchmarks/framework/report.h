#pragma once

#include <span>
#include <string>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// One self-contained HTML page of all runs, which may be in any order: the results of the newest
/// run, and the trend of every metric.
std::string render_report(std::span<const RunRecord> runs);

}  // namespace gitctx::bench

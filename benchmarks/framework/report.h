#pragma once

#include <span>
#include <string>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// One self-contained HTML page with the results of the newest run and the trend of every metric.
/// `runs` may be in any order.
std::string render_report(std::span<const RunRecord> runs);

}  // namespace gitctx::bench

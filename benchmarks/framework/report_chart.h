#pragma once

#include <string>
#include <vector>

#include "benchmarks/framework/report_history.h"

namespace gitctx::bench {

/// A chart and its caption, which names limits outside the plot. Both are HTML.
struct Chart {
  std::string svg;
  std::vector<std::string> notes;
};

/// The values of a metric over the newest runs. Each implementation has a line, the 95% interval of
/// its median, and its baseline. The target and the critical limit are also drawn. Lines are
/// interrupted where a run lacks the metric, and where the machine or the workload changes.
Chart trend_chart(const History& history, const MetricHistory& metric);

/// Memory over time in the newest run; no chart if nothing was recorded.
Chart memory_chart(const History& history, const MetricHistory& metric);

/// The CSS class that gives a series its colour.
std::string series_class(std::size_t index);

/// Maximum number of runs in a chart. The newest runs are drawn.
constexpr std::size_t most_drawn_runs = 120;

}  // namespace gitctx::bench

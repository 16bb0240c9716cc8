#pragma once

#include <string>
#include <vector>

#include "benchmarks/framework/report_history.h"

namespace gitctx::bench {

/// A picture, and what to say under it: limits that are out of sight. Both are HTML.
struct Chart {
  std::string svg;
  std::vector<std::string> notes;
};

/// The values of a metric over the newest runs: a line for each implementation, the 95% interval of
/// its median, baseline, target and critical limit. Lines are broken where a run lacks the metric
/// and where machine or workload change.
Chart trend_chart(const History& history, const MetricHistory& metric);

/// Memory over time in the newest run; no picture where nothing was recorded.
Chart memory_chart(const History& history, const MetricHistory& metric);

/// The style class of a series: its colour.
std::string series_class(std::size_t index);

/// More runs than that are not drawn.
constexpr std::size_t most_drawn_runs = 120;

}  // namespace gitctx::bench

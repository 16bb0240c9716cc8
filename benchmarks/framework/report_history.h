#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

struct HistoryPoint {
  std::size_t run = 0;  ///< index in History::runs
  const PerformanceResult* result = nullptr;
};

/// Results of one implementation, oldest first; some runs may lack them.
struct Series {
  std::string implementation;
  std::vector<HistoryPoint> points;  ///< never empty

  const HistoryPoint& newest() const { return points.back(); }
};

struct MetricHistory {
  Metric metric;  ///< definition in the newest run that has the metric
  std::vector<Series> series;
};

/// Runs in the order of their dates, and metrics grouped by protocol. Holds pointers to the runs
/// that it was made from.
struct History {
  std::vector<const RunRecord*> runs;  ///< oldest first
  std::vector<MetricHistory> metrics;  ///< the metrics of one protocol are adjacent

  std::size_t last_run() const { return runs.size() - 1; }
  bool in_last_run(const Series& series) const { return series.newest().run == last_run(); }
  /// Whether the times of a run are comparable with the times of the run before.
  bool comparable_with_previous(std::size_t run) const;
};

History collect_history(std::span<const RunRecord> runs);

/// "chunker/throughput/python" -> "chunker".
std::string protocol_of(const Metric& metric);

enum class Tendency { same, better, worse };

/// The relative difference of a value from a reference: 0.1 is 10% more. The tendency is `same` if
/// the difference is below 10%.
struct Change {
  double relative = 0;
  Tendency tendency = Tendency::same;
};

std::optional<Change> change_from(const std::optional<double>& reference,
                                  const PerformanceResult& result);

}  // namespace gitctx::bench

#include "benchmarks/framework/report_history.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace gitctx::bench {

namespace {

constexpr double notable_change = 0.10;  // the gate's limit

MetricHistory& metric_named(std::vector<MetricHistory>& metrics, const Metric& metric) {
  const auto found = std::ranges::find_if(
      metrics, [&](const MetricHistory& known) { return known.metric.name == metric.name; });
  if (found != metrics.end()) return *found;
  return metrics.emplace_back(metric);
}

Series& series_of(MetricHistory& history, const std::string& implementation) {
  const auto found = std::ranges::find(history.series, implementation, &Series::implementation);
  if (found != history.series.end()) return *found;
  return history.series.emplace_back(implementation);
}

/// Groups the metrics by protocol. Protocols, and the metrics of each, keep their order.
void group_by_protocol(std::vector<MetricHistory>& metrics) {
  std::map<std::string, std::size_t> places;
  for (const MetricHistory& history : metrics) {
    places.try_emplace(protocol_of(history.metric), places.size());
  }
  std::ranges::stable_sort(metrics, {}, [&](const MetricHistory& history) {
    return places[protocol_of(history.metric)];
  });
}

}  // namespace

bool History::comparable_with_previous(std::size_t run) const {
  if (run == 0) return true;
  return runs[run]->calibration.machine == runs[run - 1]->calibration.machine &&
         runs[run]->data == runs[run - 1]->data;
}

History collect_history(std::span<const RunRecord> runs) {
  History history;
  for (const RunRecord& run : runs) history.runs.push_back(&run);
  std::ranges::stable_sort(history.runs, {}, [](const RunRecord* run) { return run->date; });
  // The newest run comes first, because it gives the order and the definitions of the metrics.
  for (std::size_t i = history.runs.size(); i-- > 0;) {
    for (const PerformanceResult& result : history.runs[i]->results) {
      Series& series =
          series_of(metric_named(history.metrics, result.metric), result.implementation);
      series.points.push_back({i, &result});
    }
  }
  for (MetricHistory& metric : history.metrics) {
    for (Series& series : metric.series) std::ranges::reverse(series.points);
  }
  group_by_protocol(history.metrics);
  return history;
}

std::string protocol_of(const Metric& metric) {
  return metric.name.substr(0, metric.name.find('/'));
}

std::optional<Change> change_from(const std::optional<double>& reference,
                                  const PerformanceResult& result) {
  if (!reference || *reference == 0) return std::nullopt;
  Change change{.relative = result.value / *reference - 1};
  if (std::abs(change.relative) < notable_change) return change;
  const bool worse = is_worse(result.metric, result.value, *reference);
  change.tendency = worse ? Tendency::worse : Tendency::better;
  return change;
}

}  // namespace gitctx::bench

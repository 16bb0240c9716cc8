#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/framework/statistics.h"

namespace gitctx::bench {

/// The statistic of the samples that is the value of a metric.
enum class Statistic { median, p95, p99 };

/// What a benchmark measures, and its limits.
struct Metric {
  std::string name;  ///< "chunker/throughput/python": protocol, quantity and sometimes a case
  std::string unit;
  bool higher_is_better = false;
  Statistic statistic = Statistic::median;
  std::optional<double> target;           ///< the value to reach
  std::optional<double> critical;         ///< worst acceptable value; a run with a worse one fails
  std::optional<double> critical_worst;   ///< worst acceptable value of any sample
  std::optional<double> critical_memory;  ///< greatest acceptable peak memory, MB
  bool cpu_bound = true;                  ///< whether the gate judges instructions, not time
};

/// Peak memory of the measuring process over time.
struct MemoryPoint {
  double seconds = 0;
  double mb = 0;
};

/// The result of one benchmark for one implementation of its protocol.
struct PerformanceResult {
  Metric metric;
  std::string implementation;
  double value = 0;  ///< Metric::statistic of the samples
  std::optional<double> baseline;
  bool passed = true;               ///< whether all limits were met
  std::vector<std::string> missed;  ///< a sentence for each missed limit
  std::vector<double> samples;
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double worst = 0;
  double spread = 0;    ///< relative_spread() of the samples
  Interval confidence;  ///< 95% interval of the median
  double peak_memory_mb = 0;
  double private_memory_mb = 0;        ///< the peak without mapped files; 0: unknown
  double cpu_seconds = 0;              ///< median per sample
  std::optional<double> instructions;  ///< median per sample, user space
  double page_faults = 0;              ///< per sample
  double written_mb = 0;               ///< per sample
  std::vector<MemoryPoint> memory_curve;
  std::optional<std::string> yardstick;   ///< the implementation that this one is compared with
  std::optional<double> yardstick_ratio;  ///< value / the yardstick's value

  std::string id() const { return metric.name + ":" + implementation; }
};

/// The way in which instructions were counted. The counts of callgrind are exact, but come from a
/// separate run with fewer files.
enum class Counting { none, perf, callgrind };

/// The machine of a run, and its speed at the time of the run.
struct Calibration {
  std::string machine;     ///< processor, cores, memory
  double integer_ms = 0;   ///< time of a fixed loop of integer work
  double memory_gb_s = 0;  ///< speed of copying 64 MB
  Counting counting = Counting::none;
};

/// One run of gitctx-bench, in the form that its `report` and `compare` commands read.
struct RunRecord {
  int format = 1;
  std::string commit;
  std::string date;  ///< UTC, ISO 8601
  std::string data;  ///< the indexed and searched data
  Calibration calibration;
  std::vector<PerformanceResult> results;

  /// The result with this PerformanceResult::id(); null if there is no such result.
  const PerformanceResult* find(const std::string& id) const;
};

/// Copies the instruction counts of `counted` into the results of `run`.
void attach_counts(RunRecord& run, const RunRecord& counted);

/// Fills in all fields that are computed from the samples, the metric and the baseline.
void finish_result(PerformanceResult& result);

bool is_worse(const Metric& metric, double value, double limit);

/// Whether one of the missed limits is critical.
bool misses_critical(const PerformanceResult& result);

nlohmann::json to_json(const RunRecord& record);
/// Throws Error if the JSON has another format.
RunRecord run_record_from_json(const nlohmann::json& json);

nlohmann::json to_json(const PerformanceResult& result);
PerformanceResult result_from_json(const nlohmann::json& json);

}  // namespace gitctx::bench

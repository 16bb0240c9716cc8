#include "benchmarks/framework/performance_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace gitctx::bench {

namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
std::optional<T> optional_from(const Json& json, const char* name) {
  if (!json.contains(name) || json.at(name).is_null()) return std::nullopt;
  return json.at(name).get<T>();
}

double value_of(const PerformanceResult& result) {
  switch (result.metric.statistic) {
    case Statistic::median:
      return result.p50;
    case Statistic::p95:
      return result.p95;
    case Statistic::p99:
      return result.p99;
  }
  return result.p50;
}

void check_limit(PerformanceResult& result, const char* what, double value,
                 const std::optional<double>& limit) {
  if (!limit || !is_worse(result.metric.direction, value, *limit)) return;
  result.missed.push_back(
      fmt::format("{} {:.4g} {}, limit {:.4g}", what, value, result.metric.unit, *limit));
}

Json metric_json(const Metric& metric) {
  return {{"name", metric.name},
          {"unit", metric.unit},
          {"higher_is_better", metric.direction == Direction::higher_is_better},
          {"statistic", static_cast<int>(metric.statistic)},
          {"target", optional_json(metric.target)},
          {"critical", optional_json(metric.critical)},
          {"critical_worst", optional_json(metric.critical_worst)},
          {"critical_memory", optional_json(metric.critical_memory)},
          {"cpu_bound", metric.is_cpu_bound}};
}

Metric metric_from_json(const Json& json) {
  Metric metric;
  metric.name = json.at("name").get<std::string>();
  metric.unit = json.at("unit").get<std::string>();
  metric.direction = json.at("higher_is_better").get<bool>() ? Direction::higher_is_better
                                                             : Direction::lower_is_better;
  metric.statistic = static_cast<Statistic>(json.at("statistic").get<int>());
  metric.target = optional_from<double>(json, "target");
  metric.critical = optional_from<double>(json, "critical");
  metric.critical_worst = optional_from<double>(json, "critical_worst");
  metric.critical_memory = optional_from<double>(json, "critical_memory");
  metric.is_cpu_bound = json.at("cpu_bound").get<bool>();
  return metric;
}

/// Runs from before callgrind was used only say whether there are counts.
Counting counting_from(const Json& calibration) {
  if (!calibration.at("counts_instructions").get<bool>()) return Counting::none;
  const std::string name = calibration.value("counting", "perf");
  return name == counting_name(Counting::callgrind) ? Counting::callgrind : Counting::perf;
}

}  // namespace

const char* counting_name(Counting counting) {
  switch (counting) {
    case Counting::none:
      return "none";
    case Counting::perf:
      return "perf";
    case Counting::callgrind:
      return "callgrind";
  }
  return "none";
}

void attach_counts(RunRecord& run, const RunRecord& counted) {
  for (const PerformanceResult& count : counted.results) {
    if (!count.instructions) continue;
    for (PerformanceResult& result : run.results) {
      if (result.id() != count.id()) continue;
      result.instructions = count.instructions;
      run.calibration.counting = counted.calibration.counting;
    }
  }
}

bool is_worse(Direction direction, double value, double limit) {
  return direction == Direction::higher_is_better ? value < limit : value > limit;
}

void finish_result(PerformanceResult& result) {
  result.p50 = percentile(result.samples, 0.5);
  // The slow end is the bad one, whichever way the metric points.
  const bool higher = result.metric.direction == Direction::higher_is_better;
  result.p95 = percentile(result.samples, higher ? 0.05 : 0.95);
  result.p99 = percentile(result.samples, higher ? 0.01 : 0.99);
  result.worst = higher ? std::ranges::min(result.samples) : std::ranges::max(result.samples);
  result.spread = relative_spread(result.samples);
  result.confidence = bootstrap_median(result.samples, 0.95);
  result.value = value_of(result);
  result.missed.clear();
  check_limit(result, "target missed:", result.value, result.metric.target);
  check_limit(result, "critical limit missed:", result.value, result.metric.critical);
  check_limit(result, "critical limit missed by the worst sample:", result.worst,
              result.metric.critical_worst);
  if (result.metric.critical_memory && result.peak_memory_mb > *result.metric.critical_memory) {
    result.missed.push_back(
        fmt::format("critical limit missed: peak memory {:.0f} MB, limit {:.0f}",
                    result.peak_memory_mb, *result.metric.critical_memory));
  }
  result.passed = result.missed.empty();
}

Json to_json(const PerformanceResult& r) {
  Json curve = Json::array();
  for (const MemoryPoint& point : r.memory_curve) curve.push_back({point.seconds, point.mb});
  return {{"metric", metric_json(r.metric)},
          {"implementation", r.implementation},
          {"value", r.value},
          {"baseline", optional_json(r.baseline)},
          {"passed", r.passed},
          {"missed", r.missed},
          {"samples", r.samples},
          {"p50", r.p50},
          {"p95", r.p95},
          {"p99", r.p99},
          {"worst", r.worst},
          {"spread", r.spread},
          {"confidence", {r.confidence.low, r.confidence.high}},
          {"peak_memory_mb", r.peak_memory_mb},
          {"private_memory_mb", r.private_memory_mb},
          {"cpu_seconds", r.cpu_seconds},
          {"instructions", optional_json(r.instructions)},
          {"page_faults", r.page_faults},
          {"written_mb", r.written_mb},
          {"memory_curve", std::move(curve)},
          {"yardstick", optional_json(r.yardstick)},
          {"yardstick_ratio", optional_json(r.yardstick_ratio)}};
}

PerformanceResult result_from_json(const Json& json) {
  PerformanceResult r;
  r.metric = metric_from_json(json.at("metric"));
  r.implementation = json.at("implementation").get<std::string>();
  r.samples = json.at("samples").get<std::vector<double>>();
  r.baseline = optional_from<double>(json, "baseline");
  r.peak_memory_mb = json.at("peak_memory_mb").get<double>();
  r.private_memory_mb = json.value("private_memory_mb", 0.0);
  r.cpu_seconds = json.at("cpu_seconds").get<double>();
  r.instructions = optional_from<double>(json, "instructions");
  r.page_faults = json.at("page_faults").get<double>();
  r.written_mb = json.at("written_mb").get<double>();
  for (const Json& point : json.at("memory_curve")) {
    r.memory_curve.push_back({point.at(0).get<double>(), point.at(1).get<double>()});
  }
  r.yardstick = optional_from<std::string>(json, "yardstick");
  r.yardstick_ratio = optional_from<double>(json, "yardstick_ratio");
  if (r.samples.empty()) throw Error(ErrorCode::failure, r.id() + " has no samples");
  finish_result(r);
  return r;
}

Json to_json(const RunRecord& record) {
  Json results = Json::array();
  for (const PerformanceResult& result : record.results) results.push_back(to_json(result));
  return {{"format", record.format},
          {"commit", record.commit},
          {"date", record.date},
          {"data", record.data},
          {"calibration",
           {{"machine", record.calibration.machine},
            {"integer_ms", record.calibration.integer_ms},
            {"memory_gb_s", record.calibration.memory_gb_s},
            {"counts_instructions", record.calibration.counting != Counting::none},
            {"counting", counting_name(record.calibration.counting)}}},
          {"results", std::move(results)}};
}

RunRecord run_record_from_json(const Json& json) {
  RunRecord record;
  if (json.at("format").get<int>() != record.format) {
    throw Error(ErrorCode::failure, "the benchmark run has another format",
                "Run: gitctx-bench run --json");
  }
  record.commit = json.at("commit").get<std::string>();
  record.date = json.at("date").get<std::string>();
  record.data = json.at("data").get<std::string>();
  const Json& calibration = json.at("calibration");
  record.calibration = {calibration.at("machine").get<std::string>(),
                        calibration.at("integer_ms").get<double>(),
                        calibration.at("memory_gb_s").get<double>(), counting_from(calibration)};
  for (const Json& result : json.at("results")) record.results.push_back(result_from_json(result));
  return record;
}

}  // namespace gitctx::bench

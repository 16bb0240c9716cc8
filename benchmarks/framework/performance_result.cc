#include "benchmarks/framework/performance_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace nlohmann {

template <class T>
struct adl_serializer<std::optional<T>> {
  static void to_json(json& to, const std::optional<T>& value) {
    to = value ? json(*value) : json(nullptr);
  }
  static void from_json(const json& from, std::optional<T>& value) {
    value = from.is_null() ? std::nullopt : std::optional(from.get<T>());
  }
};

}  // namespace nlohmann

namespace gitctx {

using Json = nlohmann::json;

static void to_json(Json& json, const Interval& interval) {
  json = Json::array({interval.low, interval.high});
}

static void from_json(const Json& json, Interval& interval) {
  interval = {json.at(0).get<double>(), json.at(1).get<double>()};
}

namespace bench {

// The JSON fields of a run have the names of the C++ members.

NLOHMANN_JSON_SERIALIZE_ENUM(Counting, {{Counting::none, "none"},
                                        {Counting::perf, "perf"},
                                        {Counting::callgrind, "callgrind"}})

static void to_json(Json& json, const MemoryPoint& point) {
  json = Json::array({point.seconds, point.mb});
}

static void from_json(const Json& json, MemoryPoint& point) {
  point = {json.at(0).get<double>(), json.at(1).get<double>()};
}

static void to_json(Json& json, const Calibration& calibration) {
  json = {{"machine", calibration.machine},
          {"integer_ms", calibration.integer_ms},
          {"memory_gb_s", calibration.memory_gb_s},
          {"counts_instructions", calibration.counting != Counting::none},
          {"counting", calibration.counting}};
}

static void from_json(const Json& json, Calibration& calibration) {
  json.at("machine").get_to(calibration.machine);
  json.at("integer_ms").get_to(calibration.integer_ms);
  json.at("memory_gb_s").get_to(calibration.memory_gb_s);
  // Older run files state only whether they have counts.
  const bool is_counted = json.at("counts_instructions").get<bool>();
  calibration.counting = is_counted ? json.value("counting", Counting::perf) : Counting::none;
}

// Older run files lack some of these fields.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Metric, name, unit, higher_is_better, statistic,
                                                target, critical, critical_worst, critical_memory,
                                                cpu_bound)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(PerformanceResult, metric, implementation, value,
                                                baseline, passed, missed, samples, p50, p95, p99,
                                                worst, spread, confidence, peak_memory_mb,
                                                private_memory_mb, cpu_seconds, instructions,
                                                page_faults, written_mb, memory_curve, yardstick,
                                                yardstick_ratio)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunRecord, format, commit, date, data, calibration, results)

namespace {

void check_limit(PerformanceResult& result, const char* what, double value,
                 const std::optional<double>& limit) {
  if (!limit || !is_worse(result.metric, value, *limit)) return;
  result.missed.push_back(
      fmt::format("{} {:.4g} {}, limit {:.4g}", what, value, result.metric.unit, *limit));
}

void finish_read(PerformanceResult& result) {
  if (result.samples.empty()) throw Error(ErrorCode::failure, result.id() + " has no samples");
  if (result.metric.name.empty() || result.metric.statistic > Statistic::p99) {
    throw Error(ErrorCode::failure, result.id() + " has no name or no known statistic");
  }
  finish_result(result);
}

}  // namespace

const PerformanceResult* RunRecord::find(const std::string& id) const {
  const auto found = std::ranges::find(results, id, &PerformanceResult::id);
  return found == results.end() ? nullptr : &*found;
}

void attach_counts(RunRecord& run, const RunRecord& counted) {
  for (PerformanceResult& result : run.results) {
    const PerformanceResult* count = counted.find(result.id());
    if (count == nullptr || !count->instructions) continue;
    result.instructions = count->instructions;
    run.calibration.counting = counted.calibration.counting;
  }
}

bool is_worse(const Metric& metric, double value, double limit) {
  return metric.higher_is_better ? value < limit : value > limit;
}

bool misses_critical(const PerformanceResult& result) {
  return std::ranges::any_of(
      result.missed, [](const std::string& missed) { return missed.starts_with("critical"); });
}

void finish_result(PerformanceResult& result) {
  result.p50 = percentile_of(result.samples, 0.5);
  // The percentile is taken at the bad end of the samples: the low end if higher is better.
  const bool higher = result.metric.higher_is_better;
  result.p95 = percentile_of(result.samples, higher ? 0.05 : 0.95);
  result.p99 = percentile_of(result.samples, higher ? 0.01 : 0.99);
  result.worst = higher ? std::ranges::min(result.samples) : std::ranges::max(result.samples);
  result.spread = relative_spread(result.samples);
  result.confidence = bootstrap_median(result.samples, 0.95);
  const double by_statistic[] = {result.p50, result.p95, result.p99};
  result.value = by_statistic[static_cast<std::size_t>(result.metric.statistic)];
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

Json to_json(const PerformanceResult& result) { return Json(result); }

PerformanceResult result_from_json(const Json& json) {
  auto result = json.get<PerformanceResult>();
  finish_read(result);
  return result;
}

Json to_json(const RunRecord& record) { return Json(record); }

RunRecord run_record_from_json(const Json& json) {
  if (json.at("format") != RunRecord().format) {
    throw Error(ErrorCode::failure, "the benchmark run has another format",
                "Run: gitctx-bench run --json");
  }
  auto record = json.get<RunRecord>();
  std::ranges::for_each(record.results, finish_read);
  return record;
}

}  // namespace bench
}  // namespace gitctx

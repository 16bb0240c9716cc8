#include "benchmarks/framework/gate.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace gitctx::bench {

namespace {

constexpr double confidence_level = 0.99;
constexpr double largest_p = 0.01;
// With fewer pairs, no result is significant at 1%: 1/2^7 < 0.01 < 1/2^6.
constexpr std::size_t fewest_pairs = 7;
// A smaller peak is not judged, because it is mostly memory of the C library and of the program's
// code.
constexpr double smallest_memory_mb = 2;

/// For each pair of runs, the ratio of the values that `quantity` returns. Empty if any run lacks
/// the value.
std::vector<double> ratios_of(
    std::span<const RunRecord> base, std::span<const RunRecord> head, const std::string& id,
    const std::function<std::optional<double>(const PerformanceResult&)>& quantity) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(base.size(), head.size()); ++i) {
    const PerformanceResult* before = base[i].find(id);
    const PerformanceResult* after = head[i].find(id);
    if (before == nullptr || after == nullptr) return {};
    const std::optional<double> a = quantity(*before);
    const std::optional<double> b = quantity(*after);
    if (!a || !b || *a <= 0 || *b <= 0) return {};
    ratios.push_back(*b / *a);
  }
  return ratios;
}

}  // namespace

const char* verdict_name(GateVerdict verdict) {
  constexpr const char* names[] = {"same", "better", "unclear", "REGRESSION", "not judged"};
  return names[static_cast<std::size_t>(verdict)];
}

Comparison judge(std::string id, std::string quantity, std::span<const double> ratios,
                 const GateOptions& options, Precision precision) {
  Comparison comparison{.id = std::move(id), .quantity = std::move(quantity)};
  comparison.pairs = ratios.size();
  comparison.precision = precision;
  if (ratios.empty()) return comparison;
  const double tolerance = 1 + 0.75 * options.limit;
  std::vector<double> logs;
  for (const double ratio : ratios) logs.push_back(std::log(ratio));
  const Interval interval = bootstrap_median(logs, confidence_level);
  comparison.ratio = std::exp(median(logs));
  comparison.confidence = {std::exp(interval.low), std::exp(interval.high)};
  const bool is_significant =
      precision == Precision::exact ||
      (ratios.size() >= fewest_pairs && wilcoxon_greater(logs, std::log(tolerance)) < largest_p);
  if (is_significant && comparison.confidence.low > tolerance) {
    comparison.verdict = GateVerdict::regression;
  } else if (comparison.confidence.high > 1 + options.limit) {
    comparison.verdict = GateVerdict::unclear;
  } else if (comparison.confidence.high < 1 / tolerance) {
    comparison.verdict = GateVerdict::better;
  }
  return comparison;
}

Counting common_counting(std::span<const RunRecord> base, std::span<const RunRecord> head) {
  if (base.empty() || head.empty()) return Counting::none;
  const Counting counting = base.front().calibration.counting;
  return counting == head.front().calibration.counting ? counting : Counting::none;
}

std::vector<Comparison> compare_runs(std::span<const RunRecord> base,
                                     std::span<const RunRecord> head, const GateOptions& options) {
  std::vector<Comparison> comparisons;
  if (base.empty() || head.empty()) return comparisons;
  const Counting counting = common_counting(base, head);
  const bool is_exact = counting == Counting::callgrind;
  const Precision precision = is_exact ? Precision::exact : Precision::sampled;
  const std::size_t counted_runs = is_exact ? 1 : std::min(base.size(), head.size());
  for (const PerformanceResult& result : head.front().results) {
    const std::string id = result.id();
    const bool higher = result.metric.higher_is_better;
    const bool is_counted = counting != Counting::none && result.metric.cpu_bound;
    std::vector<double> counts;
    if (is_counted) {
      counts = ratios_of(base.first(counted_runs), head.first(counted_runs), id,
                         [](const auto& r) { return r.instructions; });
    }
    const std::vector<double> values = ratios_of(base, head, id, [&](const PerformanceResult& r) {
      return std::optional(higher ? 1 / r.value : r.value);
    });
    if (!counts.empty()) {
      comparisons.push_back(judge(id, "instructions", counts, options, precision));
    } else if (!values.empty()) {
      Comparison comparison = judge(id, "value", values, options);
      if (is_counted) comparison.verdict = GateVerdict::not_judged;
      comparisons.push_back(std::move(comparison));
    }
    const std::vector<double> memory =
        ratios_of(base, head, id, [](const PerformanceResult& r) -> std::optional<double> {
          const double mb = r.private_memory_mb > 0 ? r.private_memory_mb : r.peak_memory_mb;
          return mb < smallest_memory_mb ? std::nullopt : std::optional(mb);
        });
    if (!memory.empty()) comparisons.push_back(judge(id, "peak memory", memory, options));
  }
  return comparisons;
}

}  // namespace gitctx::bench

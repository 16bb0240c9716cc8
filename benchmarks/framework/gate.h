#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// not_judged: the time of a metric whose instructions should have been counted but were not.
enum class GateVerdict { same, better, unclear, regression, not_judged };

/// How reliable a ratio is. An exact one is the same in every measurement.
enum class Precision { sampled, exact };

/// The comparison of one metric between two revisions.
struct Comparison {
  std::string id;        ///< metric and implementation
  std::string quantity;  ///< what was compared: "instructions", "value", "peak memory"
  GateVerdict verdict = GateVerdict::same;
  double ratio = 1;     ///< head divided by base; over 1 is worse, whatever the metric's direction
  Interval confidence;  ///< 99% interval of the ratio
  std::size_t pairs = 0;
  Precision precision = Precision::sampled;
};

struct GateOptions {
  double limit = 0.10;    ///< regressions of this size must be found
  int fewest_rounds = 7;  ///< a round runs both sides once
  int most_rounds = 15;   ///< the most rounds, even if something is unclear
};

/// Judges paired ratios (head divided by base, over 1 is worse) of one quantity. Regression: the
/// ratio is above 1 + 3/4 of the limit with 99% confidence, by the bootstrap interval of the median
/// and by a signed-rank test. The margin of a quarter ensures that a regression of exactly the
/// limit is found. Unclear: the interval extends above 1 + limit. Exact ratios are compared with
/// the same threshold without a test, so one pair decides.
Comparison judge(std::string id, std::string quantity, std::span<const double> ratios,
                 const GateOptions& options, Precision precision = Precision::sampled);

/// How both sides counted instructions; `none` if they counted in different ways.
Counting common_counting(std::span<const RunRecord> base, std::span<const RunRecord> head);

/// Judges all metrics that paired runs of two revisions share: instructions if both count them and
/// the metric is CPU-bound, otherwise values; and peak memory. Callgrind's counts are read from the
/// first run of each side.
std::vector<Comparison> compare_runs(std::span<const RunRecord> base,
                                     std::span<const RunRecord> head, const GateOptions& options);

const char* verdict_name(GateVerdict verdict);

}  // namespace gitctx::bench

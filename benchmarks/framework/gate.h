#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// `not_judged` means that a metric should have been judged by its instructions, but the
/// instructions were not counted.
enum class GateVerdict { same, better, unclear, regression, not_judged };

/// How reliable a ratio is. An exact ratio is the same in every measurement.
enum class Precision { sampled, exact };

/// The comparison of one metric between two revisions.
struct Comparison {
  std::string id;        ///< metric and implementation
  std::string quantity;  ///< compared quantity: "instructions", "value" or "peak memory"
  GateVerdict verdict = GateVerdict::same;
  double ratio = 1;     ///< head / base, inverted if higher is better; over 1 is worse
  Interval confidence;  ///< 99% interval of the ratio
  std::size_t pairs = 0;
  Precision precision = Precision::sampled;
};

struct GateOptions {
  double limit = 0.10;    ///< smallest regression that the gate must find
  int fewest_rounds = 7;  ///< minimum number of rounds; a round runs both sides once
  int most_rounds = 15;   ///< maximum number of rounds, even if a result is unclear
};

/// Judges one quantity by paired ratios (over 1 is worse). The verdict is `regression` if the ratio
/// is above 1 + 3/4 of the limit with 99% confidence, both by the bootstrap interval of the median
/// and by a signed-rank test. The threshold is a quarter below the limit, so that a regression of
/// exactly the limit is found. Otherwise, the verdict is `unclear` if the upper end of the interval
/// is above 1 + limit. Exact ratios need no statistical test: the ratio of one pair is compared
/// with the threshold.
Comparison judge(std::string id, std::string quantity, std::span<const double> ratios,
                 const GateOptions& options, Precision precision = Precision::sampled);

/// The way in which both sides counted instructions; `none` if they counted in different ways.
Counting common_counting(std::span<const RunRecord> base, std::span<const RunRecord> head);

/// Judges all metrics that the runs of both revisions have. The runs are compared in pairs.
/// CPU-bound metrics are judged by instructions if both sides count them, all others by value. Peak
/// memory is also judged. Callgrind's counts are read only from the first run of each side.
std::vector<Comparison> compare_runs(std::span<const RunRecord> base,
                                     std::span<const RunRecord> head, const GateOptions& options);

const char* verdict_name(GateVerdict verdict);

}  // namespace gitctx::bench

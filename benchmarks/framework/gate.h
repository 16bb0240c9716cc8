#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

enum class Verdict { same, better, unclear, regression };

/// How a metric of two revisions compares.
struct Comparison {
  std::string id;        ///< metric and implementation
  std::string quantity;  ///< what was compared: "instructions", "value", "peak memory"
  Verdict verdict = Verdict::same;
  double ratio = 1;     ///< head against base; over 1 is worse, whatever the metric's direction
  Interval confidence;  ///< of the ratio, 99%
  double p_value = 1;   ///< that head is no worse than the tolerance allows
  std::size_t pairs = 0;
};

struct GateOptions {
  double limit = 0.10;  ///< a regression of this size must be found
};

/// Judges paired ratios (head against base, over 1 is worse) of one quantity. A regression: with
/// 99% confidence, by the bootstrap interval of the median and by a signed-rank test, the ratio is
/// above 1 + 3/4 of the limit; the quarter lets a regression of just the limit be found. Unclear:
/// the interval still reaches above 1 + limit.
Comparison judge(std::string id, std::string quantity, std::span<const double> ratios,
                 const GateOptions& options);

/// Judges everything that paired runs of two revisions have in common: instructions, where both
/// count them and the metric is bound by the processor, else values; and peak memory.
std::vector<Comparison> compare_runs(std::span<const RunRecord> base,
                                     std::span<const RunRecord> head, const GateOptions& options);

const char* verdict_name(Verdict verdict);

}  // namespace gitctx::bench

#pragma once

#include <span>
#include <string>

#include "benchmarks/framework/gate.h"
#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// The results as a table for a terminal, with a line for each result and for each missed limit.
std::string results_table(const RunRecord& run);

/// The same results in Markdown, for the summary of a CI job.
std::string results_markdown(const RunRecord& run);

std::string comparisons_table(std::span<const Comparison> comparisons);
std::string comparisons_markdown(std::span<const Comparison> comparisons);

/// Two runs side by side. The table has no verdict, because one run of each side is not enough for
/// a verdict.
std::string compare_table(const RunRecord& before, const RunRecord& after);

}  // namespace gitctx::bench

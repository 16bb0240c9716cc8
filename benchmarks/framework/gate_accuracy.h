#pragma once

#include <filesystem>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// Measures on this machine how often the gate is wrong, with a small real benchmark (chunking
/// generated files). A build is compared with itself, without and with an artificial ("planted")
/// cost: slowdowns of 5, 8, 10, 15 and 20%, or more memory. Prints the rates. Returns 1 if, by
/// instructions or by memory, identical builds give more than 1% false alarms or a planted cost of
/// 10% is found less than 95 times in 100. Rates by time never count as a failure, and neither do
/// rates by instructions if instructions cannot be counted. The program must be built with
/// GITCTX_PLANTED_COST, as gitctx-bench-planted is. Makes `comparisons` comparisons for each cost,
/// or only a few if the counts are exact. With `with_time`, also prints how often the gate is wrong
/// if it judges only times.
int measure_gate_accuracy(const std::filesystem::path& own_program, int comparisons,
                          bool with_time);

/// One run of the small benchmark, with the planted cost that the environment sets.
RunRecord self_test_run();

}  // namespace gitctx::bench

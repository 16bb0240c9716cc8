#pragma once

#include <filesystem>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// Measures how often the gate is wrong on this machine. The measurement uses a small benchmark
/// (chunking generated files). A build is compared with itself, first without and then with an
/// artificial ("planted") cost: slowdowns of 5, 8, 10, 15 and 20%, or more memory. Prints how often
/// each cost was called a regression. Returns 1 if, judged by instructions or by memory, more than
/// 1% of the comparisons of identical builds are false alarms, or if less than 95% of the planted
/// costs of 10% are found. Judgements by time never cause a failure. Judgements by instructions are
/// left out if instructions cannot be counted. The program must be built with GITCTX_PLANTED_COST,
/// as gitctx-bench-planted is. Makes `comparisons` comparisons for each cost, or only a few if the
/// counts are exact. With `with_time`, also prints how often the gate is wrong if it judges only
/// times.
int measure_gate_accuracy(const std::filesystem::path& own_program, int comparisons,
                          bool with_time);

/// One run of the small benchmark, with the planted cost that the environment sets.
RunRecord self_test_run();

}  // namespace gitctx::bench

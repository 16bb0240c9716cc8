#pragma once

#include <filesystem>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// Measures on this machine how often the gate is wrong, with a small real benchmark (chunking
/// generated files). It compares a build with itself, and equally often with a planted cost:
/// slowdowns of 0, 5, 8, 10, 15 and 20%, and more memory. Prints the rates. Returns 1 if, by
/// instructions or by memory, identical builds give more than 1% false alarms or a planted 10% is
/// found less than 95 times in 100. Time is never judged, nor are instructions if nothing counts
/// them. Needs a program built with GITCTX_PLANTED_COST: gitctx-bench-planted. There are
/// `comparisons` of each kind (a few suffice if counts are exact); `with_time` also shows how often
/// time alone is wrong.
int measure_gate_accuracy(const std::filesystem::path& own_program, int comparisons,
                          bool with_time);

/// One run of that benchmark with the planted cost that the environment sets.
RunRecord self_test_run();

}  // namespace gitctx::bench

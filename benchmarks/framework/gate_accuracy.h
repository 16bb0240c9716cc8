#pragma once

#include <filesystem>

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

struct AccuracyOptions {
  int comparisons = 200;   ///< of each kind; where counts are exact, a few of them
  bool with_time = false;  ///< show how often time alone is wrong
  GateOptions gate;
};

/// How often the gate is wrong, measured on this machine with a small real benchmark (cutting
/// generated files): comparisons of a build with itself, and as many with a cost planted, for
/// slowdowns of 0, 5, 8, 10, 15 and 20% and for memory. Prints the curve. Returns 1 if, by
/// instructions or by memory, A/A raises more than 1% false alarms or a planted 10% is found less
/// than 95 times in 100; time is never judged, nor are instructions where nothing counts them.
/// Needs a program built with GITCTX_PLANTED_COST: gitctx-bench-planted.
int measure_gate_accuracy(const std::filesystem::path& own_program, const AccuracyOptions& options);

/// One run of that benchmark with the cost planted that the environment asks for.
RunRecord self_test_run();

}  // namespace gitctx::bench

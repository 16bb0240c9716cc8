#pragma once

#include "benchmarks/framework/gate.h"

namespace gitctx::bench {

/// How often the gate is wrong, measured on this machine with a small real benchmark (cutting
/// generated files): `comparisons` of a build with itself, and as many with a cost planted, for
/// slowdowns of 0, 5, 8, 10, 15 and 20% and for memory. Prints the curve. Returns 1 if A/A raises
/// more than 1% false alarms or if a planted 10% is found less than 95 times in 100. Needs a
/// program built with GITCTX_PLANTED_COST: gitctx-bench-planted.
int measure_gate_accuracy(int comparisons, const GateOptions& options);

}  // namespace gitctx::bench

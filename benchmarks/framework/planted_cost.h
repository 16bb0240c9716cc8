#pragma once

#include "benchmarks/framework/resource_meter.h"

namespace gitctx::bench {

/// The test hook of the gate: makes a sample slower, or larger, by the share that
/// GITCTX_PLANT_SLOWDOWN or GITCTX_PLANT_MEMORY says. Returns by which factor its time grew. Only
/// programs built with GITCTX_PLANTED_COST have it; in all others it does nothing and returns 1.
double plant_cost(const InstructionCounter& counter, const OperationCost& sample);

}  // namespace gitctx::bench

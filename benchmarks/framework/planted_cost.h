#pragma once

#include "benchmarks/framework/resource_meter.h"

namespace gitctx::bench {

/// Plants a cost to test the gate. Increases a sample's time by the share in GITCTX_PLANT_SLOWDOWN,
/// and its memory by the share in GITCTX_PLANT_MEMORY. Returns the factor by which the sample's
/// time grew. Does nothing and returns 1 unless the program was built with GITCTX_PLANTED_COST.
double plant_cost(const InstructionCounter& counter, const OperationCost& sample);

}  // namespace gitctx::bench

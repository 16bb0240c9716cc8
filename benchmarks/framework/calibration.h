#pragma once

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// Names the machine and measures, in some 100 ms, how fast it is at this moment: times of two runs
/// compare only as far as their calibrations do.
Calibration calibrate();

}  // namespace gitctx::bench

#pragma once

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// Names the machine and measures, in about 100 ms, how fast it is now. Times of two runs are
/// comparable only if the calibrations are similar.
Calibration calibrate();

}  // namespace gitctx::bench

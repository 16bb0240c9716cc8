#pragma once

#include <span>

#include "eval/resampling.h"

namespace gitctx::bench {

inline double median(std::span<const double> samples) { return percentile_of(samples, 0.5); }

/// The median absolute deviation, divided by the median; 0 for a median of 0. With the factor
/// 1.4826, the deviation is an estimate of the standard deviation if the noise is normal.
double relative_spread(std::span<const double> samples);

/// Percentile bootstrap interval of the median (Efron 1979), deterministic for the same samples.
Interval bootstrap_median(std::span<const double> samples, double confidence);

/// The p-value of a one-sided Wilcoxon signed-rank test: the probability of samples at least as
/// large as these if the distribution is symmetric around `center` or around a smaller number. The
/// probability is exact for up to 25 samples, a normal approximation for more samples, and 1 for no
/// samples.
double wilcoxon_greater(std::span<const double> samples, double center);

}  // namespace gitctx::bench

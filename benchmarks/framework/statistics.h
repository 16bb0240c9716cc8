#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gitctx::bench {

struct Interval {
  double low = 0;
  double high = 0;
};

/// The value below which a fraction `p` (0 to 1) of the samples falls, interpolated linearly
/// between neighbours (Hyndman and Fan 1996, type 7). Samples must not be empty; any order.
double percentile(std::vector<double> samples, double p);

inline double median(std::vector<double> samples) { return percentile(std::move(samples), 0.5); }

/// The median absolute deviation from the median, times 1.4826 so that it estimates the standard
/// deviation of normal noise, divided by the median. 0 for a median of 0.
double relative_spread(const std::vector<double>& samples);

/// Percentile bootstrap interval of the median (Efron 1979), deterministic for the same samples.
Interval bootstrap_median(std::span<const double> samples, double confidence, int resamples = 1000);

/// One-sided Wilcoxon signed-rank test: the probability of values at least as large as these under
/// a distribution that is symmetric around at most `center`. Exact up to 25 samples, normal
/// approximation beyond; 1 for no samples.
double wilcoxon_greater(std::span<const double> samples, double center);

}  // namespace gitctx::bench

#pragma once

#include <span>

namespace gitctx {

struct Interval {
  double low = 0;
  double high = 0;

  bool operator==(const Interval&) const = default;
};

double mean_of(std::span<const double> values);

/// The value below which the fraction `p` (0 to 1) of the values lies, interpolated linearly
/// between neighbours (Hyndman and Fan 1996, type 7); 0 of none.
double percentile_of(std::span<const double> values, double p);

/// The 95% percentile bootstrap interval of the mean (Efron 1979) from 10,000 resamples. The same
/// values give the same interval.
Interval bootstrap_mean(std::span<const double> values);

/// How probable it is, if the sign of each difference were chance, that their mean is at least as
/// far from 0 as this one is: the two-sided paired randomisation test. All signs are tried up to 13
/// differences, 10,000 of them beyond; 1 for no differences.
double sign_flip_test(std::span<const double> differences);

}  // namespace gitctx

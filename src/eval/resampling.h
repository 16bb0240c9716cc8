#pragma once

#include <span>

namespace gitctx {

struct Interval {
  double low = 0;
  double high = 0;

  bool operator==(const Interval&) const = default;
};

/// A mean over queries or examples.
struct MetricSummary {
  double mean = 0;
  Interval interval;  ///< 95%, of the mean
};

/// The mean of one metric in two runs over the same queries or examples.
struct MetricComparison {
  double before = 0;
  double now = 0;
  Interval interval;  ///< 95%, of the mean difference
  double p = 1;       ///< of the paired randomisation test

  double difference() const { return now - before; }
};

/// 0 of no values.
double mean_of(std::span<const double> values);

/// The value below which the fraction `p` (0 to 1) of the values lies, interpolated linearly
/// between neighbours (Hyndman and Fan 1996, type 7); 0 of no values.
double percentile_of(std::span<const double> values, double p);

/// The 95% percentile bootstrap interval of the mean (Efron 1979) from 10,000 resamples. The same
/// values give the same interval.
Interval bootstrap_mean(std::span<const double> values);

MetricSummary summarize_values(std::span<const double> values);

/// The two-sided paired randomisation test: the probability, if the sign of each difference were
/// chance, that their mean is at least as far from 0 as it is. Tries all signs up to 13
/// differences, 10,000 random ones beyond; 1 of no differences.
double sign_flip_test(std::span<const double> differences);

}  // namespace gitctx

#pragma once

#include <cstddef>
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
  Interval interval;  ///< 95% interval of the mean
};

/// The mean of one metric in two runs over the same queries or examples.
struct MetricComparison {
  double before = 0;
  double now = 0;
  Interval interval;  ///< 95% interval of the mean difference
  double p = 1;       ///< p-value of the paired randomisation test

  double difference() const { return now - before; }
};

/// The mean, or 0 if there are no values.
double mean_of(std::span<const double> values);

/// The `p`-quantile of the values (`p` from 0 to 1), interpolated linearly between neighbours
/// (Hyndman and Fan 1996, type 7); 0 without values.
double percentile_of(std::span<const double> values, double p);

/// The 95% percentile bootstrap interval of the mean (Efron 1979) from 10,000 resamples, or from
/// fewer (at least 1,000) if there are more than 2,000 values. The same values give the same
/// interval.
Interval bootstrap_mean(std::span<const double> values);

MetricSummary summarize_values(std::span<const double> values);

/// The mean of `count` ones and `total - count` zeros, with the interval of bootstrap_mean(). The
/// sum of a resample of such values has a binomial distribution, so the interval is computed
/// without resampling.
MetricSummary summarize_share(std::size_t count, std::size_t total);

/// The two-sided paired randomisation test: the probability that the mean would be at least as far
/// from 0 if the sign of each difference were random. Tries all combinations of signs for up to 13
/// differences, and 10,000 random combinations for more. Returns 1 if there are no differences.
double sign_flip_test(std::span<const double> differences);

}  // namespace gitctx

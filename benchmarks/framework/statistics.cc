#include "benchmarks/framework/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace gitctx::bench {

namespace {

/// Ranks by absolute value, from 1; equal values get the mean of their ranks.
std::vector<double> absolute_ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::abs(values[i]); });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && std::abs(values[order[end]]) == std::abs(values[order[begin]])) {
      ++end;
    }
    const double rank = (static_cast<double>(begin + 1) + static_cast<double>(end)) / 2;
    for (; begin < end; ++begin) ranks[order[begin]] = rank;
  }
  return ranks;
}

/// The share of all sign patterns in which the sum of the positive ranks is at least `sum`.
double exact_tail(const std::vector<double>& ranks, double sum) {
  // Sums are counted in units of one half, because ties have ranks such as 2.5.
  std::vector<double> patterns(1, 1.0);  // indexed by twice the sum
  for (const double rank : ranks) {
    const auto step = static_cast<std::size_t>(std::lround(2 * rank));
    std::vector<double> next(patterns.size() + step, 0.0);
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      next[i] += patterns[i] / 2;
      next[i + step] += patterns[i] / 2;
    }
    patterns = std::move(next);
  }
  const auto from = static_cast<std::size_t>(std::lround(2 * sum));
  return std::accumulate(patterns.begin() + static_cast<std::ptrdiff_t>(from), patterns.end(), 0.0);
}

}  // namespace

double relative_spread(std::span<const double> samples) {
  const double middle = median(samples);
  if (middle == 0) return 0;
  std::vector<double> deviations;
  deviations.reserve(samples.size());
  for (const double sample : samples) deviations.push_back(std::abs(sample - middle));
  return 1.4826 * median(deviations) / std::abs(middle);
}

Interval bootstrap_median(std::span<const double> samples, double confidence) {
  constexpr std::size_t resamples = 1000;
  std::mt19937_64 random(20240601);
  std::vector<double> medians(resamples);
  std::vector<double> drawn(samples.size());
  for (double& middle : medians) {
    for (double& value : drawn) value = samples[random() % samples.size()];
    middle = median(drawn);
  }
  const double tail = (1 - confidence) / 2;
  return {percentile_of(medians, tail), percentile_of(medians, 1 - tail)};
}

double wilcoxon_greater(std::span<const double> samples, double center) {
  std::vector<double> values;
  for (const double sample : samples) {
    if (sample != center) values.push_back(sample - center);
  }
  if (values.empty()) return 1;
  const std::vector<double> ranks = absolute_ranks(values);
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += values[i] > 0 ? ranks[i] : 0;
  constexpr std::size_t exact_limit = 25;
  if (values.size() <= exact_limit) return exact_tail(ranks, sum);
  const double square = std::inner_product(ranks.begin(), ranks.end(), ranks.begin(), 0.0);
  const double mean = std::accumulate(ranks.begin(), ranks.end(), 0.0) / 2;
  return 0.5 * std::erfc((sum - 0.5 - mean) / std::sqrt(square / 4) / std::sqrt(2.0));
}

}  // namespace gitctx::bench

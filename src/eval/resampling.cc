#include "eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace gitctx {
namespace {

constexpr std::size_t resample_count = 10'000;
// Limits the number of resamples for more than 2,000 values, so that a large group takes less time.
constexpr std::size_t most_draws = 20'000'000;
constexpr std::size_t fewest_resamples = 1'000;
// The borders of a 95% interval.
constexpr double lower_percentile = 0.025;
constexpr double upper_percentile = 0.975;
constexpr std::uint64_t seed = 20'240'229;
// 2^13 is the largest power of two below the number of resamples.
constexpr std::size_t most_exact_differences = 13;

double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The sum with the sign of value i flipped where bit i of `signs` is set.
double flipped_sum(std::span<const double> values, std::uint64_t signs) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    sum += (signs >> i & 1) != 0 ? -values[i] : values[i];
  return sum;
}

double exact_sign_flip(std::span<const double> differences, double border) {
  const std::uint64_t all = std::uint64_t{1} << differences.size();
  std::uint64_t as_far = 0;
  for (std::uint64_t signs = 0; signs < all; ++signs) {
    as_far += std::abs(flipped_sum(differences, signs)) >= border ? 1 : 0;
  }
  return static_cast<double>(as_far) / static_cast<double>(all);
}

double random_sign_flip(std::span<const double> differences, double border) {
  std::mt19937_64 random(seed);
  std::size_t as_far = 0;
  for (std::size_t i = 0; i < resample_count; ++i) {
    double sum = 0;
    for (std::size_t begin = 0; begin < differences.size(); begin += 64) {
      const std::size_t size = std::min<std::size_t>(64, differences.size() - begin);
      sum += flipped_sum(differences.subspan(begin, size), random());
    }
    as_far += std::abs(sum) >= border ? 1 : 0;
  }
  // Adds 1 to both counts, because the measured outcome counts as one of the samples.
  return (static_cast<double>(as_far) + 1.0) / (static_cast<double>(resample_count) + 1.0);
}

}  // namespace

double mean_of(std::span<const double> values) {
  return values.empty() ? 0 : sum_of(values) / static_cast<double>(values.size());
}

double percentile_of(std::span<const double> values, double p) {
  if (values.empty()) return 0;
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval bootstrap_mean(std::span<const double> values) {
  if (values.empty()) return {};
  if (values.size() == 1) return {values[0], values[0]};
  std::mt19937_64 random(seed);
  std::vector<double> means(
      std::clamp(most_draws / values.size(), fewest_resamples, resample_count));
  for (double& mean : means) {
    double sum = 0;
    // The modulo bias is below n / 2^64.
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[random() % values.size()];
    mean = sum / static_cast<double>(values.size());
  }
  return {percentile_of(means, lower_percentile), percentile_of(means, upper_percentile)};
}

MetricSummary summarize_values(std::span<const double> values) {
  return {mean_of(values), bootstrap_mean(values)};
}

MetricSummary summarize_share(std::size_t count, std::size_t total) {
  if (total == 0) return {};
  const double n = static_cast<double>(total);
  const double share = static_cast<double>(count) / n;
  if (count == 0 || count >= total) return {share, {share, share}};
  const auto chance = [&](double k) {
    const double ways = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    return std::exp(ways + k * std::log(share) + (n - k) * std::log1p(-share));
  };
  MetricSummary summary{share, {1, 1}};
  double below = 0;
  for (std::size_t k = 0; k <= total; ++k) {
    const double before = below;
    below += chance(static_cast<double>(k));
    const double value = static_cast<double>(k) / n;
    if (before < lower_percentile && below >= lower_percentile) summary.interval.low = value;
    if (before < upper_percentile && below >= upper_percentile) summary.interval.high = value;
  }
  return summary;
}

double sign_flip_test(std::span<const double> differences) {
  if (differences.empty()) return 1;
  // A tolerance, because sums in a different order differ in the last bits.
  constexpr double rounding = 1e-9;
  const double border = std::abs(sum_of(differences)) - rounding;
  return differences.size() <= most_exact_differences ? exact_sign_flip(differences, border)
                                                      : random_sign_flip(differences, border);
}

}  // namespace gitctx

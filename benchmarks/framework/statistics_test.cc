#include "benchmarks/framework/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace gitctx::bench {
namespace {

TEST(RelativeSpread, EstimatesTheDeviationOfNormalNoise) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(100, 5);
  std::vector<double> samples(20000);
  for (double& sample : samples) sample = noise(random);
  EXPECT_NEAR(relative_spread(samples), 0.05, 0.002);
  EXPECT_EQ(relative_spread(std::vector<double>{3, 3, 3}), 0);
}

TEST(BootstrapMedian, CoversTheMedianAsOftenAsItSays) {
  std::mt19937 random(2);
  std::normal_distribution<double> noise(1, 0.1);
  int covered = 0;
  for (int i = 0; i < 300; ++i) {
    std::vector<double> samples(25);
    for (double& sample : samples) sample = noise(random);
    const Interval interval = bootstrap_median(samples, 0.95);
    covered += interval.low <= 1 && 1 <= interval.high ? 1 : 0;
  }
  EXPECT_GT(covered, 275);
  EXPECT_LT(covered, 299);
}

// According to published tables for n = 5 and one tail, the largest sum has the probability 1/32,
// and the next sum 1/16.
TEST(WilcoxonGreater, IsExactForFewSamples) {
  EXPECT_DOUBLE_EQ(wilcoxon_greater(std::vector<double>{1, 2, 3, 4, 5}, 0), 1.0 / 32);
  EXPECT_DOUBLE_EQ(wilcoxon_greater(std::vector<double>{-1, 2, 3, 4, 5}, 0), 2.0 / 32);
  EXPECT_DOUBLE_EQ(wilcoxon_greater(std::vector<double>{-1, -2, -3, -4, -5}, 0), 1.0);
  EXPECT_EQ(wilcoxon_greater({}, 0), 1);
}

TEST(WilcoxonGreater, TheApproximationMeetsTheExactTest) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0.2, 1);
  std::vector<double> samples(25);
  for (double& sample : samples) sample = noise(random);
  const double exact = wilcoxon_greater(samples, 0);
  samples.push_back(1e-9);
  EXPECT_NEAR(wilcoxon_greater(samples, 0), exact, 0.02);
}

}  // namespace
}  // namespace gitctx::bench

#include "eval/resampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace gitctx {
namespace {

std::vector<double> normal_values(std::size_t count, double mean, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    // The sum of twelve uniform numbers is nearly normally distributed, and the same on every
    // machine.
    double sum = -6;
    for (int j = 0; j < 12; ++j) sum += static_cast<double>(random()) / 4294967296.0;
    values.push_back(mean + sum);
  }
  return values;
}

TEST(Resampling, PercentilesLieBetweenNeighbours) {
  const std::vector<double> values{4, 1, 3, 2};
  EXPECT_EQ(percentile_of(values, 0), 1);
  EXPECT_EQ(percentile_of(values, 0.5), 2.5);
  EXPECT_EQ(percentile_of(values, 1), 4);
  EXPECT_EQ(percentile_of({}, 0.5), 0);
}

TEST(Resampling, AnIntervalHoldsTheMeanAndIsTheSameEachTime) {
  const std::vector<double> values = normal_values(100, 5, 1);
  const Interval interval = bootstrap_mean(values);
  EXPECT_LT(interval.low, mean_of(values));
  EXPECT_GT(interval.high, mean_of(values));
  EXPECT_EQ(interval, bootstrap_mean(values));
  // The interval extends about 1.96 standard errors of the mean to each side.
  EXPECT_NEAR(interval.high - interval.low, 2 * 1.96 / std::sqrt(100.0), 0.08);
}

TEST(Resampling, OneValueIsItsInterval) {
  EXPECT_EQ(bootstrap_mean(std::vector<double>{0.7}), (Interval{0.7, 0.7}));
}

TEST(Resampling, ManyValuesHaveTheIntervalOfTheirStandardError) {
  const std::vector<double> values = normal_values(20'000, 5, 2);
  const Interval interval = bootstrap_mean(values);
  EXPECT_NEAR(interval.high - interval.low, 2 * 1.96 / std::sqrt(20'000.0), 0.004);
  EXPECT_NEAR((interval.high + interval.low) / 2, mean_of(values), 0.002);
}

TEST(Resampling, EqualValuesHaveNoInterval) {
  EXPECT_EQ(bootstrap_mean(std::vector<double>(7, 0.25)), (Interval{0.25, 0.25}));
  EXPECT_EQ(bootstrap_mean({}), (Interval{0, 0}));
}

TEST(Resampling, AShareHasTheIntervalOfItsValues) {
  EXPECT_EQ(summarize_share(0, 0).mean, 0);
  EXPECT_EQ(summarize_share(0, 9).interval, (Interval{0, 0}));
  EXPECT_EQ(summarize_share(9, 9).interval, (Interval{1, 1}));
  // The chance that a resample of two values has no ones is 1/4.
  EXPECT_EQ(summarize_share(1, 2).interval, (Interval{0, 1}));
  // The chance of no ones in 8 values is 0.004; the chance of at most one is 0.035.
  EXPECT_EQ(summarize_share(4, 8).interval, (Interval{0.125, 0.875}));
  std::vector<double> values(60, 1);
  std::fill(values.begin(), values.begin() + 23, 0);
  const MetricSummary share = summarize_share(37, 60);
  EXPECT_DOUBLE_EQ(share.mean, mean_of(values));
  const Interval resampled = bootstrap_mean(values);
  EXPECT_NEAR(share.interval.low, resampled.low, 1.0 / 60 + 1e-9);
  EXPECT_NEAR(share.interval.high, resampled.high, 1.0 / 60 + 1e-9);
}

TEST(Resampling, IntervalsHoldTheTrueMeanAboutNineteenTimesInTwenty) {
  int held = 0;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const Interval interval = bootstrap_mean(normal_values(40, 3, seed + 1));
    held += interval.low <= 3 && 3 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(held, 88);
  EXPECT_LE(held, 99);
}

TEST(SignFlipTest, IsAsCountedByHand) {
  // Of the eight sign patterns, only the two with equal signs have a sum as far from 0.
  EXPECT_DOUBLE_EQ(sign_flip_test(std::vector<double>{1, 2, 3}), 0.25);
  // The sums are 0, so every sign pattern has a sum at least as far from 0.
  EXPECT_DOUBLE_EQ(sign_flip_test(std::vector<double>{1, -1}), 1);
  EXPECT_DOUBLE_EQ(sign_flip_test(std::vector<double>{0.1, 0.2, -0.3}), 1);
}

TEST(SignFlipTest, NoDifferenceIsNoEvidence) {
  EXPECT_EQ(sign_flip_test({}), 1);
  EXPECT_EQ(sign_flip_test(std::vector<double>(50, 0.0)), 1);
}

TEST(SignFlipTest, TheSideDoesNotMatter) {
  std::vector<double> values = normal_values(30, 0.3, 3);
  const double p = sign_flip_test(values);
  for (double& value : values) value = -value;
  EXPECT_DOUBLE_EQ(sign_flip_test(values), p);
}

TEST(SignFlipTest, AClearDifferenceIsSeen) {
  EXPECT_LT(sign_flip_test(normal_values(50, 1, 4)), 0.001);
  EXPECT_GT(sign_flip_test(normal_values(50, 0, 5)), 0.05);
}

TEST(SignFlipTest, ChanceAloneIsRarelySeenAsADifference) {
  int seen = 0;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    seen += sign_flip_test(normal_values(20, 0, 100 + seed)) < 0.05 ? 1 : 0;
  }
  EXPECT_LE(seen, 12);
}

}  // namespace
}  // namespace gitctx

#include "vector/quantise.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace gitctx {
namespace {

TEST(QuantiseRow, MapsTheLargestMagnitudeTo127) {
  const std::array<float, 4> row{0.5f, -2.0f, 1.0f, 0.0f};
  std::array<std::int8_t, 4> out{};
  EXPECT_FLOAT_EQ(quantise_row(row, out), 2.0f / 127);
  EXPECT_EQ(out, (std::array<std::int8_t, 4>{32, -127, 64, 0}));
}

TEST(QuantiseRow, GivesScaleZeroForZeros) {
  const std::array<float, 3> row{};
  std::array<std::int8_t, 3> out{1, 2, 3};
  EXPECT_EQ(quantise_row(row, out), 0.0f);
  EXPECT_EQ(out, (std::array<std::int8_t, 3>{}));
}

TEST(QuantiseRow, GivesZerosForRowsTooSmallForAScale) {
  const std::array<float, 2> row{std::numeric_limits<float>::denorm_min(), -1e-38f};
  std::array<std::int8_t, 2> out{1, 2};
  EXPECT_EQ(quantise_row(row, out), 0.0f);
  EXPECT_EQ(out, (std::array<std::int8_t, 2>{}));
}

TEST(QuantiseRow, TakesTheLargestFloats) {
  const float largest = std::numeric_limits<float>::max();
  const std::array<float, 2> row{largest, -largest};
  std::array<std::int8_t, 2> out{};
  EXPECT_TRUE(std::isfinite(quantise_row(row, out)));
  EXPECT_EQ(out, (std::array<std::int8_t, 2>{127, -127}));
}

TEST(QuantiseRow, TakesAnEmptyRow) { EXPECT_EQ(quantise_row({}, {}), 0.0f); }

// Index files on disk depend on these values.
TEST(QuantiseRow, RoundsTiesToEven) {
  const std::array<float, 5> row{127.0f, 0.5f, 1.5f, 2.5f, -2.5f};
  std::array<std::int8_t, 5> out{};
  EXPECT_EQ(quantise_row(row, out), 1.0f);
  EXPECT_EQ(out, (std::array<std::int8_t, 5>{127, 0, 2, 2, -2}));
}

RC_GTEST_PROP(QuantiseRow, IsUndoneUpToHalfAStep, ()) {
  const auto integers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-100000, 100000));
  std::vector<float> row;
  for (const int i : integers) row.push_back(static_cast<float>(i) / 1024);
  std::vector<std::int8_t> quantised(row.size());
  std::vector<float> back(row.size());
  const float scale = quantise_row(row, quantised);
  dequantise_row(quantised, scale, back);
  for (std::size_t i = 0; i < row.size(); ++i) {
    RC_ASSERT(std::abs(row[i] - back[i]) <= scale * 0.5001f);
  }
}

}  // namespace
}  // namespace gitctx

#include "money/usd.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(FormatUsd, HasCentsAndMoreDigitsForSmallAmounts) {
  EXPECT_EQ(format_usd(0), "$0.00");
  EXPECT_EQ(format_usd(12.345), "$12.35");
  EXPECT_EQ(format_usd(1234.5), "$1234.50");
  EXPECT_EQ(format_usd(0.1), "$0.10");
  EXPECT_EQ(format_usd(0.0999), "$0.10");
  EXPECT_EQ(format_usd(0.042), "$0.042");
  EXPECT_EQ(format_usd(0.00421), "$0.0042");
  EXPECT_EQ(format_usd(0.000000004), "$0.00000000");
  EXPECT_EQ(format_usd(-0.5), "-$0.50");
}

TEST(FormatSmallUsd, KeepsThePriceOfOneRequestVisible) {
  EXPECT_EQ(format_small_usd(0), "$0");
  EXPECT_EQ(format_small_usd(0.000042), "$0.000042");
  EXPECT_EQ(format_small_usd(0.01), "$0.0100");
  EXPECT_EQ(format_small_usd(12.34567), "$12.3457");
  EXPECT_EQ(format_cost(0, true), "$0");
  EXPECT_EQ(format_cost(0.01, true), "$0.0100");
  EXPECT_EQ(format_cost(0, false), "unknown");
}

}  // namespace
}  // namespace gitctx

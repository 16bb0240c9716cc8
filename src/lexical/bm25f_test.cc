#include "lexical/bm25f.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(Bm25f, PivotLengthLeavesCountsAsTheyAre) {
  const auto pivot = static_cast<unsigned>(Bm25f::pivot_length);
  EXPECT_FLOAT_EQ(impact(2, 0, pivot), 2.0f);
  EXPECT_FLOAT_EQ(impact(2, 1, pivot), 2.0f + Bm25f::symbol_weight);
}

TEST(Bm25f, LongerChunksHaveLowerImpacts) {
  EXPECT_GT(impact(1, 0, 10), impact(1, 0, 100));
  EXPECT_GT(impact(1, 0, 100), impact(1, 0, 65535));
  EXPECT_GT(impact(1, 0, 65535), 0.0f);
}

TEST(Bm25f, SaturationRisesFromZeroToK1PlusOne) {
  EXPECT_EQ(saturate(0.0f), 0.0f);
  EXPECT_FLOAT_EQ(saturate(1.0f), 1.0f);
  EXPECT_LT(saturate(2.0f), 2.0f);
  EXPECT_LE(saturate(1e6f), Bm25f::k1 + 1.0f);
}

TEST(Bm25f, RareTermsWeighMore) {
  EXPECT_FLOAT_EQ(idf(0, 0), std::log(2.0f));
  EXPECT_FLOAT_EQ(idf(1, 10), std::log(1.0f + 9.5f / 1.5f));
  EXPECT_GT(idf(1, 1000), idf(10, 1000));
  EXPECT_GT(idf(1000, 1000), 0.0f);
  EXPECT_GT(idf(2000, 1000), 0.0f);
}

}  // namespace
}  // namespace gitctx

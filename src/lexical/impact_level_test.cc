#include "lexical/impact_level.h"

#include <gtest/gtest.h>

#include "lexical/bm25f.h"
#include "lexical/posting.h"

namespace gitctx {
namespace {

TEST(ImpactLevel, IsATightUpperBoundOfEveryImpact) {
  for (unsigned body = 0; body <= max_body_count; ++body) {
    for (unsigned symbol = 0; symbol <= max_symbol_count; ++symbol) {
      for (unsigned length = 0; length <= 65535; length = length * 2 + 1) {
        const float truth = impact(body, symbol, length);
        const float bound = impact_of_level(level_of_impact(truth));
        ASSERT_GE(bound, truth);
        ASSERT_LE(saturate(bound), saturate(truth) + (Bm25f::k1 + 1.0f) / 250);
      }
    }
  }
}

TEST(ImpactLevel, LevelsMapToThemselves) {
  for (unsigned level = 0; level < 256; ++level) {
    const auto byte = static_cast<std::uint8_t>(level);
    EXPECT_EQ(level_of_impact(impact_of_level(byte)), byte);
  }
}

}  // namespace
}  // namespace gitctx

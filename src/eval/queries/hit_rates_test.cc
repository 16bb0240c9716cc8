#include "eval/queries/hit_rates.h"

#include <gtest/gtest.h>

#include <vector>

namespace gitctx {
namespace {

const std::vector<FilePart> relevant{{"a.c", {{10, 12}}}, {"b.c", {{1, 1}}}};

HitRanks ranks_of(const std::vector<FilePart>& hits) { return hit_ranks(hits, relevant); }

TEST(HitRates, AHitIsInTheFileOrOnTheLines) {
  EXPECT_EQ(ranks_of({}), (HitRanks{0, 0}));
  EXPECT_EQ(ranks_of({{"x.c", {{10, 12}}}}), (HitRanks{0, 0}));
  EXPECT_EQ(ranks_of({{"x.c", {}}, {"a.c", {{1, 9}}}, {"a.c", {{12, 20}}}}), (HitRanks{3, 2}));
  EXPECT_EQ(ranks_of({{"b.c", {{1, 30}}}}), (HitRanks{1, 1}));
  const std::vector<FilePart> whole_file{{"a.c", {}}};
  EXPECT_EQ(hit_ranks(std::vector<FilePart>{{"a.c", {{7, 9}}}}, whole_file), (HitRanks{1, 1}));
}

TEST(HitRates, CountUpToTheirRank) {
  const auto counted = [](const HitRanks& ranks, std::size_t results) {
    std::vector<bool> rates;
    for (std::size_t i = 0; i < hit_rate_count; ++i) {
      rates.push_back(is_hit(ranks, results, static_cast<HitRate>(i)));
    }
    return rates;
  };
  using Rates = std::vector<bool>;
  // The rates: line hit@1, @3 and @10, file hit@1 and @10, nothing found.
  EXPECT_EQ(counted({1, 1}, 10), (Rates{true, true, true, true, true, false}));
  EXPECT_EQ(counted({3, 1}, 10), (Rates{false, true, true, true, true, false}));
  EXPECT_EQ(counted({4, 2}, 10), (Rates{false, false, true, false, true, false}));
  EXPECT_EQ(counted({11, 11}, 12), (Rates{false, false, false, false, false, false}));
  EXPECT_EQ(counted({0, 10}, 10), (Rates{false, false, false, false, true, false}));
  EXPECT_EQ(counted({0, 0}, 0), (Rates{false, false, false, false, false, true}));
}

TEST(HitRates, AHitIsTrueIfItSharesALine) {
  EXPECT_TRUE(is_true_hit({"a.c", {{12, 99}}}, relevant));
  EXPECT_FALSE(is_true_hit({"a.c", {{13, 99}}}, relevant));
  EXPECT_TRUE(is_true_hit({"b.c", {}}, relevant));
}

TEST(Calibration, ComparesScoresWithTruthByRank) {
  const std::vector<JudgedHit> hits{{1, 0.9, true},  {2, 0.5, false}, {3, 0.25, true},
                                    {1, 0.5, false}, {2, 0.75, true}, {10, 0.125, false},
                                    {11, 1, true}};
  const Calibration expected{{{1, 1, 2, (0.9 + 0.5) / 2, 0.5},
                              {2, 3, 3, (0.5 + 0.25 + 0.75) / 3, 2.0 / 3},
                              {4, 10, 1, 0.125, 0}}};
  EXPECT_EQ(calibration_by_rank(hits), expected);
  EXPECT_EQ(calibration_by_rank({})[0], (RankBand{1, 1, 0, 0, 0}));
}

}  // namespace
}  // namespace gitctx

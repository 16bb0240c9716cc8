#include "vector/top_rows.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace gitctx {
namespace {

TEST(TopRows, OrdersEqualScoresByRow) {
  TopRows top(2);
  for (std::uint32_t row = 0; row < 10; ++row) top.offer(row, 1.0f);
  EXPECT_EQ(top.take(), (std::vector<VectorHit>{{0, 1.0f}, {1, 1.0f}}));
}

TEST(TopRows, OrdersEqualScoresByPlace) {
  TopRows top(2, [](std::uint32_t row) { return std::uint64_t{100} - row; });
  for (std::uint32_t row = 0; row < 10; ++row) top.offer(row, 1.0f);
  EXPECT_EQ(top.take(), (std::vector<VectorHit>{{9, 1.0f}, {8, 1.0f}}));
}

TEST(TopRows, KeepsNothingForZero) {
  TopRows top(0);
  top.offer(3, 1.0f);
  EXPECT_TRUE(top.take().empty());
}

TEST(TopRows, TurnsNanAway) {
  TopRows top(3);
  top.offer(0, std::numeric_limits<float>::quiet_NaN());
  top.offer(1, -5.0f);
  EXPECT_EQ(top.take(), (std::vector<VectorHit>{{1, -5.0f}}));
}

RC_GTEST_PROP(TopRows, AgreesWithSortingEverything, ()) {
  const auto scores = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-20, 20));
  const auto k = static_cast<std::size_t>(*rc::gen::inRange(0, 12));
  RowPlace place;
  // An odd factor permutes the numbers.
  if (*rc::gen::arbitrary<bool>()) {
    place = [](std::uint32_t row) { return std::uint64_t{row * 2654435761u}; };
  }
  TopRows top(k, place);
  std::vector<VectorHit> all;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const VectorHit hit{static_cast<std::uint32_t>(i), static_cast<float>(scores[i])};
    top.offer(hit.row, hit.score);
    all.push_back(hit);
  }
  std::ranges::sort(all, [&](const VectorHit& a, const VectorHit& b) {
    if (a.score != b.score || !place) return is_better(a, b);
    return place(a.row) < place(b.row);
  });
  all.resize(std::min(k, all.size()));
  RC_ASSERT(top.take() == all);
}

}  // namespace
}  // namespace gitctx

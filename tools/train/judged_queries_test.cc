#include "tools/train/judged_queries.h"

#include <gtest/gtest.h>

#include <set>

namespace gitctx {
namespace {

TEST(WithSlip, ChangesOneLongWordByOneSlip) {
  std::set<std::size_t> sizes;
  for (int i = 0; i < 30; ++i) {
    const std::string query = "how is the handler " + std::to_string(i);
    const auto slipped = with_slip(query);
    ASSERT_TRUE(slipped);
    EXPECT_EQ(slipped->substr(0, 12), "how is the h");
    EXPECT_TRUE(slipped->ends_with(" " + std::to_string(i)));
    EXPECT_EQ(slipped, with_slip(query));
    sizes.insert(slipped->size() + 1 - query.size());
  }
  EXPECT_EQ(sizes, (std::set<std::size_t>{0, 1, 2}));
}

TEST(WithSlip, LeavesShortWords) { EXPECT_EQ(with_slip("how is it done"), std::nullopt); }

}  // namespace
}  // namespace gitctx

#include "embed/hosted/embedding_requests.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

using Ranges = std::vector<RequestRange>;

Ranges plan(std::vector<std::uint32_t> tokens, const RequestLimits& limits) {
  return plan_requests(tokens, limits);
}

TEST(PlanRequests, FillsRequestsByItemsAndByTokens) {
  EXPECT_EQ(plan({}, {.items = 2, .tokens = 10}), Ranges{});
  EXPECT_EQ(plan({1, 1, 1, 1, 1}, {.items = 2, .tokens = 10}), (Ranges{{0, 2}, {2, 4}, {4, 5}}));
  EXPECT_EQ(plan({6, 4, 1, 9, 9}, {.items = 9, .tokens = 10}), (Ranges{{0, 2}, {2, 4}, {4, 5}}));
}

TEST(PlanRequests, SendsATextOverTheLimitAlone) {
  EXPECT_EQ(plan({1, 50, 1}, {.items = 9, .tokens = 10}), (Ranges{{0, 1}, {1, 2}, {2, 3}}));
}

TEST(PlanRequests, LeavesNoTextOut) {
  std::vector<std::uint32_t> tokens;
  for (std::uint32_t i = 0; i < 1000; ++i) tokens.push_back(i * 7919 % 400);
  const Ranges ranges = plan(tokens, {.items = 16, .tokens = 2000});
  std::size_t next = 0;
  for (const RequestRange& range : ranges) {
    EXPECT_EQ(range.begin, next);
    EXPECT_LE(range.size(), 16u);
    std::uint64_t sum = 0;
    for (std::size_t i = range.begin; i < range.end; ++i) sum += tokens[i];
    EXPECT_LE(sum, 2000u);
    next = range.end;
  }
  EXPECT_EQ(next, tokens.size());
}

}  // namespace
}  // namespace gitctx

#include "git/views/tree_lister.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "base/error.h"

namespace gitctx {
namespace {

/// Adds paths of one size until the budget refuses one. Returns the number of accepted paths.
std::size_t accepted(PathBudget budget, std::size_t bytes, const std::string& refusal) {
  for (std::size_t count = 0;; ++count) {
    try {
      budget.add(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), refusal);
      EXPECT_EQ(error.hint(), "gitctx does not index a repository of this size");
      EXPECT_EQ(error.code(), ErrorCode::failure);
      return count;
    }
  }
}

TEST(PathBudget, LimitsThePathsAndTheirBytes) {
  constexpr std::size_t two_mb = std::size_t{2} << 20;
  EXPECT_EQ(accepted(PathBudget("the tree", 3, two_mb), 100,
                     "the tree has more than 3 files and folders"),
            3u);
  EXPECT_EQ(accepted(PathBudget("the tree", 3, two_mb), two_mb / 2,
                     "the paths of the tree have more than 2 MB in total"),
            2u);
  EXPECT_EQ(accepted(PathBudget("the history", 10'000, two_mb), 4095,
                     "the paths of the history have more than 2 MB in total"),
            512u);
}

TEST(PathBudget, HasRoomForTheLargestRepositories) {
  PathBudget budget("the worktree");
  for (int i = 0; i < 1'000'000; ++i) budget.add(130);
  EXPECT_EQ(accepted(budget, 1, "the worktree has more than 1200000 files and folders"), 200'000u);
}

}  // namespace
}  // namespace gitctx

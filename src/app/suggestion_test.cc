#include "app/suggestion.h"

#include <gtest/gtest.h>

#include <vector>

namespace gitctx {
namespace {

const std::vector<std::string> commands{"index", "search", "status", "clear", "config"};

TEST(EditDistance, CountsSwapsAsOne) {
  EXPECT_EQ(edit_distance("index", "index"), 0u);
  EXPECT_EQ(edit_distance("idnex", "index"), 1u);
  EXPECT_EQ(edit_distance("inde", "index"), 1u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

TEST(NearestWord, FindsSlipsOfTheFinger) {
  EXPECT_EQ(nearest_word("serach", commands), "search");
  EXPECT_EQ(nearest_word("stats", commands), "status");
  EXPECT_EQ(nearest_word("conf", commands), "");
}

TEST(NearestWord, IsSilentForFarAndForHugeWords) {
  EXPECT_EQ(nearest_word("frobnicate", commands), "");
  EXPECT_EQ(nearest_word("", commands), "");
  EXPECT_EQ(nearest_word(std::string(100000, 'x'), commands), "");
}

TEST(DidYouMean, IsAQuestionOrNothing) {
  EXPECT_EQ(did_you_mean("indx", commands), "Did you mean 'index'?");
  EXPECT_EQ(did_you_mean("zzz", commands), "");
}

}  // namespace
}  // namespace gitctx

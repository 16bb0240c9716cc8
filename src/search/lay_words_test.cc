#include "search/lay_words.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

double share(std::string_view text) {
  WordTable words;
  return lay_share(parse_query(text, "", words), words);
}

TEST(LayShare, IsOneOfWordsThatProgrammersDoNotUse) {
  EXPECT_EQ(share("lavender"), 1);
  EXPECT_EQ(share("how do whales drowning"), 1);
}

TEST(LayShare, IsNothingOfWordsThatProgrammersOftenUse) {
  EXPECT_EQ(share("where is the server started"), 0);
  EXPECT_EQ(share("parse the header of a request"), 0);
}

TEST(LayShare, IsNothingOfNamesAndNumbersAndOtherScripts) {
  EXPECT_EQ(share("qwzrtp"), 0);
  EXPECT_EQ(share("2024"), 0);
  EXPECT_EQ(share("\xe8\xa7\xa3\xe6\x9e\x90"), 0);
  EXPECT_EQ(share(""), 0);
}

TEST(LayShare, IsTheMeanOverTheWordsThatCount) {
  EXPECT_NEAR(share("the lavender server"), 0.5, 1e-9);
  EXPECT_NEAR(share("lavenderServer"), 0.5, 1e-9);
  const double rare = share("chocolate");  // stands in tests and examples of programs
  EXPECT_GT(rare, 0.5);
  EXPECT_LT(rare, 1);
}

}  // namespace
}  // namespace gitctx

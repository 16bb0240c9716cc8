#include "search/lay_words.h"

#include <gtest/gtest.h>

#include "lexical/bm25f.h"

namespace gitctx {
namespace {

constexpr std::size_t chunks = 1000;

/// lay_share() of a text in a view that has the terms `known`.
double share(std::string_view text, const std::vector<ViewTerm>& known = {}) {
  WordTable words;
  return lay_share(parse_query(text, "", words), {.terms = known, .by_segment = {}}, chunks, words);
}

TEST(LayShare, IsOneOfWordsThatProgrammersDoNotUse) {
  EXPECT_EQ(share("lavender"), 1);
  EXPECT_EQ(share("how do whales drowning"), 1);
  EXPECT_EQ(share("what is this about"), 1);
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
  const double rare = share("chocolate");  // occurs in test data and examples
  EXPECT_GT(rare, 0.5);
  EXPECT_LT(rare, 1);
}

TEST(LayShare, IsLessOfWordsThatTheViewHasOften) {
  const auto has = [](const char* term, std::size_t frequency) {
    const float weight = static_cast<float>(idf(frequency, chunks));
    return std::vector<ViewTerm>{{.text = term, .idf = weight, .weight = weight, .paths = {}}};
  };
  EXPECT_EQ(share("lavender", has("server", 10)), 1);
  const double once = share("lavender", has("lavend", 1));
  const double often = share("lavender", has("lavend", 300));
  EXPECT_GT(once, 0.8);
  EXPECT_LT(once, 1);
  EXPECT_LT(often, 0.2);
  EXPECT_GT(often, 0);
}

}  // namespace
}  // namespace gitctx

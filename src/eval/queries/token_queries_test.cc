#include "eval/queries/token_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(TokenCandidates, AreWordsAndNames) {
  const std::string text =
      "self.fooBar = loyalty; valid_card? $watchScope x-forwarded-for mail.sender.address sure?";
  const TokenCandidates candidates = token_candidates(text);
  EXPECT_THAT(candidates.words, UnorderedElementsAre("self", "loyalty", "forwarded", "mail",
                                                     "sender", "address", "sure"));
  EXPECT_THAT(candidates.names, UnorderedElementsAre("fooBar", "valid_card?", "$watchScope",
                                                     "x-forwarded-for", "mail.sender.address"));
}

TEST(TokenCandidates, NumbersHashesShortTokensAndChainsAreNone) {
  const TokenCandidates candidates =
      token_candidates("12345 deadbeef01 abc 2024-01-31 x.parse_all one.two.six.ten.big");
  EXPECT_THAT(candidates.words, IsEmpty());
  EXPECT_THAT(candidates.names, ElementsAre("parse_all"));
}

TEST(TokenCensus, KnowsTheOnlyFileOfAToken) {
  TokenCensus census;
  census.add(0, "parseJson a.fooBar valid? twice twice");
  census.add(1, "ParseJSON other");
  EXPECT_FALSE(census.is_only_in(0, "parseJson")) << "in another case elsewhere";
  EXPECT_TRUE(census.is_only_in(0, "fooBar"));
  EXPECT_TRUE(census.is_only_in(0, "a.fooBar"));
  EXPECT_TRUE(census.is_only_in(0, "twice"));
  EXPECT_TRUE(census.is_only_in(1, "other"));
  EXPECT_FALSE(census.is_only_in(0, "other"));
  EXPECT_FALSE(census.is_only_in(0, "nowhere"));
  EXPECT_TRUE(census.is_only_in(0, "valid?"));
  census.add(1, "valid");
  EXPECT_FALSE(census.is_only_in(0, "valid?"));
}

TEST(LinesWithToken, AreThoseWithTheTokenOrWithItAsAPart) {
  EXPECT_THAT(lines_with_token("Loyalty\nx\nfoo.loyalty\nloyaltyX\n", "loyalty"),
              ElementsAre(1u, 3u));
  EXPECT_THAT(lines_with_token("a.b.c\nb.c.d\nb-c\n", "b.c"), ElementsAre(1u, 2u));
  EXPECT_THAT(lines_with_token("", "loyalty"), IsEmpty());
}

}  // namespace
}  // namespace gitctx

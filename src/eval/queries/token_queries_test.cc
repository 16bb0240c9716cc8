#include "eval/queries/token_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

TEST(TokenCandidates, AreWordsAndNames) {
  const std::string text =
      "self.fooBar = loyalty; valid_card? $watchScope x-forwarded-for mail.sender.address sure?\n"
      "S_ISVTX tomli_w V6_1\n";
  const TokenCandidates candidates = token_candidates(text, Language::ruby);
  EXPECT_THAT(candidates.words,
              UnorderedElementsAre("self", "loyalty", "mail", "sender", "address", "sure"));
  EXPECT_THAT(candidates.names,
              UnorderedElementsAre("fooBar", "valid_card?", "$watchScope", "x-forwarded-for",
                                   "S_ISVTX", "tomli_w", "V6_1"));
}

TEST(TokenCandidates, NumbersHashesShortTokensAndChainsAreNone) {
  const TokenCandidates candidates = token_candidates(
      "12345 deadbeef01 abc 2024-01-31 x.parse_all one.two.six.ten.big", Language::plain_text);
  EXPECT_THAT(candidates.words, IsEmpty());
  EXPECT_THAT(candidates.names, ElementsAre("parse_all"));
}

TEST(TokenCandidates, AnEnglishWordMustBeAnIdentifier) {
  EXPECT_THAT(
      token_candidates("int handle; // dismiss it\nf(\"waiting tlsproxy\");\n", Language::c).words,
      UnorderedElementsAre("handle", "tlsproxy"));
  EXPECT_THAT(
      token_candidates("Please dismiss the tlsproxy of host7, sha256.\n", Language::markdown).words,
      UnorderedElementsAre("host7", "sha256"));
  EXPECT_THAT(token_candidates("name: tlsproxy\n", Language::yaml).words, ElementsAre("tlsproxy"));
}

TEST(TokenCandidates, PartsOfEscapesFormatsAndEmphasisAreNone) {
  const TokenCandidates in_code =
      token_candidates("f('x\\nreturn1', '%squota1', 'done1%', local$);\n", Language::python);
  EXPECT_THAT(in_code.words, IsEmpty());
  const TokenCandidates in_prose =
      token_candidates("_host1_ *host2* **host3** host4\n", Language::markdown);
  EXPECT_THAT(in_prose.words, ElementsAre("host4"));
  EXPECT_THAT(token_candidates("char *host5;\n", Language::c).words,
              UnorderedElementsAre("char", "host5"));
}

TEST(TokenCandidates, EncodedTextIsNone) {
  const TokenCandidates candidates = token_candidates(
      "XWItNNCUH18M26Obp4Es/Qogo/E70uqkMHost2D+tww/7woXi36X3w\npg6vKvE #deface1 #facade IPv6only\n",
      Language::yaml);
  EXPECT_THAT(candidates.words, IsEmpty());
  EXPECT_THAT(candidates.names, ElementsAre("IPv6only"));
}

TEST(TokenCandidates, ADottedNameIsAKeyOrADefinition) {
  EXPECT_THAT(token_candidates("mail.sender.address: value.items\n", Language::yaml).names,
              ElementsAre("mail.sender.address"));
  EXPECT_THAT(token_candidates("\"mail.sender\": 1,\n", Language::json).names,
              ElementsAre("mail.sender"));
  EXPECT_THAT(token_candidates("function app.start() return user.name end\n", Language::lua).names,
              ElementsAre("app.start"));
}

TEST(TokenCandidates, EnglishWordsWithAHyphenAreNoNameInProse) {
  EXPECT_THAT(token_candidates("a read-only list of tlsproxy-mode\n", Language::markdown).names,
              ElementsAre("tlsproxy-mode"));
  EXPECT_THAT(token_candidates("read-only: true\n", Language::yaml).names,
              ElementsAre("read-only"));
}

TEST(TokenCandidates, IncludeGuardsAreNone) {
  for (const char* const head :
       {"#ifndef RETRY_LOOP_H\n#define RETRY_LOOP_H\n",
        "// The file.\n\n#  ifndef RETRY_LOOP_H\n\n#  define RETRY_LOOP_H  // RETRY_LOOP_H\n",
        "#if !defined(RETRY_LOOP_H)\n#pragma once\n#define RETRY_LOOP_H /**/\n",
        "#if !defined RETRY_LOOP_H\n#define RETRY_LOOP_H 1\n"}) {
    const std::string text = std::string(head) + "int retry_all;\n#endif  // RETRY_LOOP_H\n";
    EXPECT_THAT(token_candidates(text, Language::c).names, ElementsAre("retry_all")) << text;
  }
  EXPECT_THAT(token_candidates("#ifndef retryh\n#define retryh\n#endif\n", Language::cpp).words,
              Not(Contains("retryh")));
}

TEST(TokenCandidates, AMacroWithAValueIsNoIncludeGuard) {
  for (const char* const text :
       {"#ifndef RETRY_LIMIT\n#define RETRY_LIMIT 9\n#endif\n",
        "#define OTHER 1\n#ifndef RETRY_LIMIT\n#define RETRY_LIMIT 1\n#endif\n",
        "#ifndef OTHER\n#define RETRY_LIMIT\n#endif\n",
        "#ifndef RETRY_LIMIT\nint x;\n#define RETRY_LIMIT\n#endif\n"}) {
    EXPECT_THAT(token_candidates(text, Language::c).names, ElementsAre("RETRY_LIMIT")) << text;
  }
}

TEST(TokenCandidates, NamesThatAProgramMadeAreNone) {
  EXPECT_THAT(token_candidates("_ZN4core5parseEv _Z5parse sub_140001000 anon_4f2a9c tile_0_1_2 "
                               "ed25519_sign sha256_update parse_utf_8 base64_to_32\n",
                               Language::c)
                  .names,
              UnorderedElementsAre("ed25519_sign", "sha256_update", "parse_utf_8", "base64_to_32"));
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

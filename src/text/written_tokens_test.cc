#include "text/written_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gitctx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> found;
  for_each_token(text, [&](const WrittenToken& token) {
    EXPECT_EQ(text.substr(token.begin, token.text.size()), token.text);
    found.emplace_back(token.text);
  });
  return found;
}

TEST(WrittenTokens, AreWhatPeopleType) {
  EXPECT_THAT(tokens("loyaltyDiscount($watchScope, valid_card?(x))"),
              ElementsAre("loyaltyDiscount", "$watchScope", "valid_card?", "x"));
  EXPECT_THAT(
      tokens("x-forwarded-for: mail.sender.address, NEXT_PUBLIC_HOST --keep-going"),
      ElementsAre("x-forwarded-for", "mail.sender.address", "NEXT_PUBLIC_HOST", "keep-going"));
  EXPECT_THAT(tokens("E1234 0x1F @Override a::b"),
              ElementsAre("E1234", "0x1F", "Override", "a", "b"));
}

TEST(WrittenTokens, PunctuationAroundThemIsLeftOut) {
  EXPECT_THAT(tokens("The end. (Next) - so... a--b"),
              ElementsAre("The", "end", "Next", "so", "a", "b"));
  EXPECT_THAT(tokens("ok?x:y user?.name sure? \n$ _"),
              ElementsAre("ok", "x", "y", "user", "name", "sure?"));
  EXPECT_THAT(tokens(""), IsEmpty());
  EXPECT_THAT(tokens("?.-$ --"), IsEmpty());
}

TEST(WrittenTokens, PartsOfOtherLanguagesAreNone) {
  EXPECT_THAT(tokens("na\u00efve Gr\u00f6\u00dfe plain"), ElementsAre("plain"));
}

TEST(WrittenTokens, PartsAreWhatSomeoneMayTypeAlone) {
  EXPECT_THAT(token_parts("a.b-c"), UnorderedElementsAre("a", "a.b", "a.b-c", "b", "b-c", "c"));
  EXPECT_THAT(token_parts("$valid?"), UnorderedElementsAre("$valid?", "valid"));
  EXPECT_THAT(token_pieces("mail.sender-name"), ElementsAre("mail", "sender", "name"));
  const auto many = token_parts("a.b.c.d.e.f.g.h.i");
  EXPECT_EQ(many.size(), 10u);
  EXPECT_EQ(many[0], "a.b.c.d.e.f.g.h.i");
}

TEST(WrittenTokens, NumbersAndHashesAreToldFromWords) {
  for (const char* const token :
       {"1234", "0x1F", "1.2.3", "2024-01-31", "12px", "deadbeef01", "178964184ae8bad0",
        "550e8400-e29b-41d4-a716-446655440000", "aB3dE5fG7hI9jK1l"}) {
    EXPECT_TRUE(is_number_or_hash(token)) << token;
  }
  for (const char* const token : {"E1234", "deadbeef", "sha256", "utf8_to_utf16", "facade",
                                  "v1.2-beta", "x86_64", "retry", "HTTP2Server"}) {
    EXPECT_FALSE(is_number_or_hash(token)) << token;
  }
}

TEST(WrittenTokens, NamesOfSeveralWords) {
  for (const char* const token : {"parseJson", "read_all", "x-forwarded-for", "os.path",
                                  "HTTPServer", "NEXT_PUBLIC_HOST", "$watchScope", "valid_card?"}) {
    EXPECT_TRUE(has_several_words(token)) << token;
  }
  for (const char* const token : {"retry", "Retry", "sha256", "E1234", "x_1", "v1.2", "HTTP",
                                  "x-ray", "page20260", "__init__"}) {
    EXPECT_FALSE(has_several_words(token)) << token;
  }
}

}  // namespace
}  // namespace gitctx

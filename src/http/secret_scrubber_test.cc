#include "http/secret_scrubber.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <vector>

namespace gitctx {
namespace {

std::string scrub(std::string text) { return scrub_secrets(std::move(text), {}); }

TEST(SecretScrubber, KnowsTheKeysOfProviders) {
  const std::string forty = "abcdefghijABCDEFGHIJ01234567890123456789";
  for (const std::string& key :
       {std::string("sk-4f9aZ8yQ7xW6vU5t"), std::string("sk-proj-abc_def-123"),
        std::string("sk-ant-api03-abcDEF"), std::string("lsv2_pt_0123456789abcdef_0123456789"),
        std::string("lsv2_sk_0123456789abcdef_0123456789"), "pa-" + forty,
        "AIza" + forty.substr(0, 35), "ghp_" + forty, "github_pat_" + forty, "hf_" + forty}) {
    EXPECT_EQ(scrub("the key '" + key + "' is wrong"), "the key '[secret]' is wrong") << key;
    EXPECT_EQ(scrub(key), "[secret]") << key;
  }
}

TEST(SecretScrubber, LeavesWordsAlone) {
  for (const char* text :
       {"risk-averse people", "sk-learn", "task-12345678", "pa-rent",
        "spa-abcdefghijklmnopqrstuvwxyz0123", "Authorization is needed", "the bearer of good news",
        "bearer authentication", "https://github.com/a@b", "AIzaABC", "key=value", "cookie jar",
        "a:b@c", "use an Authorization header", R"({"authorization": {"type": "none"}})"}) {
    EXPECT_EQ(scrub(text), text);
  }
}

TEST(SecretScrubber, KnowsHeaders) {
  EXPECT_EQ(scrub("Authorization: Bearer abc\r\nHost: x"),
            "Authorization: Bearer [secret]\r\nHost: x");
  EXPECT_EQ(scrub("authorization: Basic YTpi"), "authorization: Basic [secret]");
  EXPECT_EQ(scrub("X-Api-Key: abc"), "X-Api-Key: [secret]");
  EXPECT_EQ(scrub("x-goog-api-key:abc"), "x-goog-api-key:[secret]");
  EXPECT_EQ(scrub(R"({"x-api-key":"abc","b":"c"})"), R"({"x-api-key":"[secret]","b":"c"})");
  EXPECT_EQ(scrub(R"(\"Authorization\": \"Bearer abc\")"),
            R"(\"Authorization\": \"Bearer [secret]\")");
  EXPECT_EQ(scrub("Set-Cookie: a=b; c\nd"), "Set-Cookie: [secret]\nd");
  EXPECT_EQ(scrub("use (i.e. Authorization: Bearer YOUR_KEY) or"),
            "use (i.e. Authorization: Bearer [secret]) or");
}

TEST(SecretScrubber, KnowsBearerTokensAnywhere) {
  EXPECT_EQ(scrub("got 'Bearer abcdefgh12345678'"), "got 'Bearer [secret]'");
}

TEST(SecretScrubber, KnowsUrls) {
  EXPECT_EQ(scrub("https://user:pass@host/x"), "https://[secret]@host/x");
  EXPECT_EQ(scrub("http://token@host:80"), "http://[secret]@host:80");
  EXPECT_EQ(scrub("https://host/x?a=b&key=abc&c=d"), "https://host/x?a=b&key=[secret]&c=d");
  EXPECT_EQ(scrub("https://host/x?api_key=abc"), "https://host/x?api_key=[secret]");
}

TEST(SecretScrubber, ReplacesKnownSecretsEverywhere) {
  const std::vector<std::string> secrets{"hunter2hunter2", "hunter2hunter2-long", "short", ""};
  EXPECT_EQ(scrub_secrets("a hunter2hunter2-long b hunter2hunter2 short", secrets),
            "a [secret] b [secret] short");
}

TEST(SecretScrubber, KnowsHeadersThatNobodyMaySee) {
  EXPECT_TRUE(is_secret_header("Authorization"));
  EXPECT_TRUE(is_secret_header("X-API-Key"));
  EXPECT_FALSE(is_secret_header("Content-Type"));
}

std::string random_text() {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "sk-", "sk-ant-", "Authorization", ": ", ":", "://", "@", "?", "&", "key=", "Bearer ", "\"",
      "\\", "x-api-key", "abcdefgh12345678", "[secret]", "cookie", " ", "\n", "/", "a", "AIza",
      "lsv2_pt_", "1234567890123456789012345678901234567890", "-", "[", "]", "="));
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

TEST(SecretScrubber, SeesWhatAMarkUncovers) {
  EXPECT_EQ(scrub("://cookie://[secret]@"), "://[secret]@");
}

RC_GTEST_PROP(SecretScrubber, ChangesNothingTheSecondTime, ()) {
  const std::string once = scrub(random_text());
  RC_ASSERT(scrub(once) == once);
}

RC_GTEST_PROP(SecretScrubber, LeavesNoKnownSecretBehind, ()) {
  const std::array<std::string, 1> secrets{"abcdefgh12345678"};
  const std::string scrubbed = scrub_secrets(random_text(), secrets);
  RC_ASSERT(scrubbed.find(secrets[0]) == std::string::npos);
}

RC_GTEST_PROP(SecretScrubber, TakesAnyText, (const std::string& text)) {
  RC_ASSERT(scrub(scrub(text)) == scrub(text));
}

}  // namespace
}  // namespace gitctx

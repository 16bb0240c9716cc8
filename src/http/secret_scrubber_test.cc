#include "http/secret_scrubber.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <vector>

#include "testing/planted_secrets.h"

namespace gitctx {
namespace {

std::string scrub(std::string text) { return scrub_secrets(std::move(text), {}); }

TEST(SecretScrubber, KnowsTheKindsOfTheRedactor) {
  const std::string forty = "abcdefghijABCDEFGHIJ01234567890123456789";
  const struct {
    std::string key, kind;
  } keys[] = {{"sk-4f9aZ8yQ7xW6vU5t", "openai-key"},
              {"sk-ant-api03-" + forty, "anthropic-key"},
              {"lsv2_pt_" + forty, "langsmith-key"},
              {"pa-" + forty, "voyage-key"},
              {"AIza" + forty.substr(0, 35), "google-api-key"},
              {"ghp_" + forty, "github-token"},
              {"hf_" + forty, "huggingface-token"}};
  for (const auto& [key, kind] : keys) {
    const std::string mark = "[redacted: " + kind + "]";
    EXPECT_EQ(scrub("the key '" + key + "' is wrong"), "the key '" + mark + "' is wrong") << key;
    EXPECT_EQ(scrub(key), mark) << key;
  }
}

TEST(SecretScrubber, LeavesNoPlantedSecret) {
  for (const PlantedSecret& secret : planted_secrets()) {
    EXPECT_EQ(scrub(secret.text).find(secret.value), std::string::npos) << secret.path;
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
            "Authorization: Bearer [redacted: credential]\r\nHost: x");
  EXPECT_EQ(scrub("authorization: Basic YTpi"), "authorization: Basic [redacted: credential]");
  EXPECT_EQ(scrub("X-Api-Key: abc"), "X-Api-Key: [redacted: credential]");
  EXPECT_EQ(scrub("x-goog-api-key:abc"), "x-goog-api-key:[redacted: credential]");
  EXPECT_EQ(scrub(R"({"x-api-key":"abc","b":"c"})"),
            R"({"x-api-key":"[redacted: credential]","b":"c"})");
  EXPECT_EQ(scrub(R"(\"Authorization\": \"Bearer abc\")"),
            R"(\"Authorization\": \"Bearer [redacted: credential]\")");
  EXPECT_EQ(scrub("Set-Cookie: a=b; c\nd"), "Set-Cookie: [redacted: credential]\nd");
  EXPECT_EQ(scrub("use (i.e. Authorization: Bearer YOUR_KEY) or"),
            "use (i.e. Authorization: Bearer [redacted: credential]) or");
}

TEST(SecretScrubber, ABracketBelongsToTheValue) {
  EXPECT_EQ(scrub("https://host/x?key=[abc]&c=d"), "https://host/x?key=[redacted: credential]&c=d");
  EXPECT_EQ(scrub("X-Api-Key: [abc]"), "X-Api-Key: [[redacted: credential]]");
  EXPECT_EQ(scrub("X-Api-Key: a[b"), "X-Api-Key: [redacted: credential]");
  EXPECT_EQ(scrub("Cookie: [a; b\nc"), "Cookie: [[redacted: credential]\nc");
  EXPECT_EQ(scrub(R"({"authorization": ["Bearer abc"]})"),
            R"({"authorization": ["Bearer [redacted: credential]"]})");
}

TEST(SecretScrubber, LeavesMarksAlone) {
  for (const char* const text :
       {"https://host/x?key=[redacted: openai-key]&c=d", "X-Api-Key: [redacted: voyage-key]",
        "Authorization: Bearer [redacted: credential]", R"({"authorization": []})"}) {
    EXPECT_EQ(scrub(text), text);
  }
  EXPECT_EQ(scrub("?key=a[redacted: credential]"),
            "?key=[redacted: credential][redacted: credential]");
}

TEST(SecretScrubber, KnowsBearerTokensAnywhere) {
  EXPECT_EQ(scrub("got 'Bearer a1b2C3d4e5F6g7h8'"), "got 'Bearer [redacted: bearer-token]'");
}

TEST(SecretScrubber, KnowsUrls) {
  EXPECT_EQ(scrub("https://user:pass@host/x"), "https://[redacted: credential]@host/x");
  EXPECT_EQ(scrub("http://token@host:80"), "http://[redacted: credential]@host:80");
  EXPECT_EQ(scrub("https://host/x?a=b&key=abc&c=d"),
            "https://host/x?a=b&key=[redacted: credential]&c=d");
  EXPECT_EQ(scrub("https://host/x?api_key=abc"), "https://host/x?api_key=[redacted: credential]");
}

TEST(SecretScrubber, ReplacesKnownSecretsEverywhere) {
  const std::vector<std::string> secrets{"hunter2hunter2", "hunter2hunter2-long", "short", ""};
  EXPECT_EQ(scrub_secrets("a hunter2hunter2-long b hunter2hunter2 short", secrets),
            "a [redacted: credential] b [redacted: credential] short");
}

TEST(SecretScrubber, KnowsHeadersThatNobodyMaySee) {
  EXPECT_TRUE(is_secret_header("Authorization"));
  EXPECT_TRUE(is_secret_header("X-API-Key"));
  EXPECT_FALSE(is_secret_header("Content-Type"));
}

std::string random_text() {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "sk-", "sk-ant-", "Authorization", ": ", ":", "://", "@", "?", "&", "key=", "Bearer ", "\"",
      "\\", "x-api-key", "abcdefgh12345678", "[redacted: credential]", "cookie", " ", "\n", "/",
      "a", "AIza", "lsv2_pt_", "1234567890123456789012345678901234567890", "-", "[", "]", "="));
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

TEST(SecretScrubber, SeesWhatAMarkUncovers) {
  EXPECT_EQ(scrub("://cookie://[redacted: credential]@"),
            "://cookie:[redacted: credential][redacted: credential]@");
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

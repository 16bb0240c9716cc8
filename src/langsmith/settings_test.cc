#include "langsmith/settings.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"

namespace gitctx {
namespace {

LangSmithSettings settings_of(std::map<std::string, std::string, std::less<>> variables) {
  return langsmith_settings([&](std::string_view name) -> std::string_view {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string_view() : std::string_view(found->second);
  });
}

TEST(LangSmithSettings, AreThoseOfTheCloudWithoutVariables) {
  const LangSmithSettings settings = settings_of({});
  EXPECT_EQ(settings.endpoint, "https://api.smith.langchain.com");
  EXPECT_EQ(settings.project, "default");
  EXPECT_EQ(settings.api_key, "");
  EXPECT_FALSE(settings.tracing);
  EXPECT_EQ(settings.sampling_rate, 1);
  EXPECT_EQ(settings.spool_bytes, 104'857'600u);
}

TEST(LangSmithSettings, TheNewerNameWinsAndAnEmptyOneIsUnset) {
  EXPECT_EQ(settings_of({{"LANGSMITH_API_KEY", "new"}, {"LANGCHAIN_API_KEY", "old"}}).api_key,
            "new");
  EXPECT_EQ(settings_of({{"LANGSMITH_API_KEY", " "}, {"LANGCHAIN_API_KEY", "old"}}).api_key, "old");
  EXPECT_EQ(settings_of({{"LANGCHAIN_SESSION", "oldest"}}).project, "oldest");
  EXPECT_EQ(settings_of({{"LANGCHAIN_SESSION", "a"}, {"LANGSMITH_PROJECT", "b"}}).project, "b");
}

TEST(LangSmithSettings, QuotesAndBlanksAndOneSlashAreDropped) {
  const auto settings = settings_of({{"LANGSMITH_ENDPOINT", " \"https://eu.example/api/\"\n"},
                                     {"LANGSMITH_API_KEY", "'lsv2_pt_x'"}});
  EXPECT_EQ(settings.endpoint, "https://eu.example/api");
  EXPECT_EQ(settings.api_key, "lsv2_pt_x");
}

TEST(LangSmithSettings, OnlyTheWordTrueSwitchesOn) {
  EXPECT_TRUE(settings_of({{"LANGSMITH_TRACING", "true"}}).tracing);
  EXPECT_TRUE(settings_of({{"LANGCHAIN_TRACING_V2", "true"}}).tracing);
  EXPECT_FALSE(settings_of({{"LANGSMITH_TRACING", "True"}}).tracing);
  EXPECT_FALSE(settings_of({{"LANGSMITH_TRACING", "1"}}).tracing);
  const auto hidden = settings_of({{"LANGSMITH_HIDE_INPUTS", "true"},
                                   {"LANGSMITH_HIDE_OUTPUTS", "yes"},
                                   {"LANGCHAIN_HIDE_METADATA", "true"}});
  EXPECT_TRUE(hidden.hides_inputs);
  EXPECT_FALSE(hidden.hides_outputs);
  EXPECT_TRUE(hidden.hides_metadata);
}

TEST(LangSmithSettings, NumbersHaveToBeNumbersInTheirRange) {
  EXPECT_EQ(settings_of({{"LANGSMITH_TRACING_SAMPLING_RATE", "0.25"}}).sampling_rate, 0.25);
  EXPECT_EQ(settings_of({{"LANGSMITH_FAILED_TRACES_MAX_MB", "2"}}).spool_bytes, 2'097'152u);
  for (const char* const rate : {"often", "1.5", "-0.1", "0.5x", "nan"}) {
    try {
      settings_of({{"LANGSMITH_TRACING_SAMPLING_RATE", rate}});
      ADD_FAILURE() << rate;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::configuration);
      EXPECT_NE(error.message().find("LANGSMITH_TRACING_SAMPLING_RATE"), std::string::npos);
    }
  }
}

TEST(LangSmithSettings, ThePagesOfAnEndpointAreKnown) {
  const std::pair<const char*, const char*> expected[] = {
      {"https://api.smith.langchain.com", "https://smith.langchain.com"},
      {"https://eu.api.smith.langchain.com", "https://eu.smith.langchain.com"},
      {"https://langsmith.example.org/api", "https://langsmith.example.org"},
      {"https://langsmith.example.org/api/v1", "https://langsmith.example.org"},
      {"http://127.0.0.1:1984", "http://localhost:3000"},
      {"http://localhost:1984/api", "http://localhost:3000"},
  };
  for (const auto& [endpoint, web] : expected) EXPECT_EQ(langsmith_web_url(endpoint), web);
}

TEST(LangSmithSettings, NeedsAKeyForEveryOtherMachine) {
  EXPECT_TRUE(is_local_endpoint("http://LOCALHOST:1984/api"));
  EXPECT_TRUE(is_local_endpoint("http://user@127.0.0.1:1984"));
  EXPECT_FALSE(is_local_endpoint("http://127.0.0.1.evil.example"));
  EXPECT_FALSE(is_local_endpoint("http://127.0.0.1@evil.example"));
}

}  // namespace
}  // namespace gitctx

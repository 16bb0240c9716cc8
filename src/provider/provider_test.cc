#include "provider/provider.h"

#include <gtest/gtest.h>

#include "provider/provider_error.h"
#include "provider/refusal.h"

namespace gitctx {
namespace {

Service openai(std::string key) {
  return {.name = "openai/gpt-4.1",
          .base_url = {},
          .api_key = std::move(key),
          .provider = find_provider("openai"),
          .needs_key = true,
          .model_setting = "model.chat",
          .url_setting = "model.chat_base_url"};
}

TEST(Provider, IsFoundByItsName) {
  EXPECT_EQ(find_provider("voyage")->key_variable, "VOYAGE_API_KEY");
  EXPECT_EQ(find_provider("voyager"), nullptr);
  EXPECT_EQ(find_provider(""), nullptr);
}

TEST(Provider, IsTheFirstPartOfAModelsName) {
  const ModelName known = split_model_name("openai/ft:gpt-4.1/x");
  EXPECT_EQ(known.provider, find_provider("openai"));
  EXPECT_EQ(known.model, "ft:gpt-4.1/x");
  for (const char* name : {"", "openai", "Qwen/Qwen3", "/openai"}) {
    EXPECT_EQ(split_model_name(name).provider, nullptr) << name;
    EXPECT_EQ(split_model_name(name).model, name);
  }
  EXPECT_EQ(split_model_name("openai/").model, "");
}

TEST(ProviderError, SaysWhoFailedHowAndWhatToDo) {
  const HttpResponse missing{.status = 404, .headers = {}, .body = R"({"error":"no model x."})"};
  const Error error = response_error(openai("sk-key"), missing);
  EXPECT_EQ(error.code(), ErrorCode::provider);
  EXPECT_EQ(error.message(), "openai/gpt-4.1 failed (status 404): no model x");
  EXPECT_EQ(error.hint(), "Check model.chat and model.chat_base_url");
}

TEST(ProviderError, NeverContainsTheKey) {
  const std::string key = "0123456789abcdefghij";
  const HttpResponse refused{.status = 401, .headers = {}, .body = "bad key " + key};
  const Error error = response_error(openai(key), refused);
  EXPECT_EQ(error.code(), ErrorCode::configuration);
  EXPECT_EQ(error.message(),
            "openai/gpt-4.1 rejected the key (status 401): bad key [redacted: credential]");
  EXPECT_EQ(reply_error(openai(key), "odd: " + key).message(),
            "openai/gpt-4.1: odd: [redacted: credential]");
}

TEST(CheckKey, WantsAKeyOfVisibleAsciiWhereOneIsNeeded) {
  EXPECT_NO_THROW(check_key(openai("sk-key")));
  EXPECT_THROW(check_key(openai("")), Error);
  EXPECT_THROW(check_key(openai("sk key")), Error);
  Service local = openai("");
  local.needs_key = false;
  EXPECT_NO_THROW(check_key(local));
}

TEST(Refusal, IsToldByStatusAndSentence) {
  const auto of = [](int status, std::string body) {
    return classify_refusal({.status = status, .headers = {}, .body = std::move(body)});
  };
  EXPECT_EQ(of(413, ""), Refusal::too_large);
  EXPECT_EQ(of(400, "Batch size 64 > 32"), Refusal::too_large);
  EXPECT_EQ(of(500, "input is too large to process"), Refusal::too_long);
  EXPECT_EQ(of(422, "unknown field encoding_format"), Refusal::wants_floats);
  EXPECT_EQ(of(401, "too long"), Refusal::final);
  EXPECT_EQ(of(400, "no such model"), Refusal::final);
}

}  // namespace
}  // namespace gitctx

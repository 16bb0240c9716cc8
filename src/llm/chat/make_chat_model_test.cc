#include "llm/chat/make_chat_model.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "llm/testing/scripted_transport.h"

namespace gitctx {
namespace {

/// The provider, the model and the URL of a request, or the message of the Error if no model is
/// made.
std::string made_of(const ChatModelSettings& settings) {
  ScriptedTransport transport;
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  try {
    const auto model = make_chat_model(settings, client, PriceTable::load({}));
    const ChatModelDescription& description = model->description();
    const ChatRequest request{.messages = {{ChatMessage::Role::user, "Hi"}},
                              .schema = {},
                              .temperature = {},
                              .seed = {},
                              .on_text = {}};
    EXPECT_THROW(model->complete(request, {}), Error);
    const auto& requests = transport.requests();
    return fmt::format("{} {} {}", description.provider, description.model,
                       requests.empty() ? "-" : requests[0].url);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    return error.message();
  }
}

TEST(MakeChatModel, TakesTheProviderFromTheName) {
  EXPECT_EQ(made_of({.name = "openai/gpt-4.1", .base_url = {}, .api_key = "k"}),
            "openai gpt-4.1 https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(made_of({.name = "anthropic/claude-x", .base_url = {}, .api_key = "k"}),
            "anthropic claude-x https://api.anthropic.com/v1/messages");
}

TEST(MakeChatModel, AsksACompatibleServerForAnyOtherName) {
  EXPECT_EQ(
      made_of(
          {.name = "Qwen/Qwen2.5-Coder", .base_url = "http://127.0.0.1:1234/v1/", .api_key = {}}),
      "127.0.0.1:1234 Qwen/Qwen2.5-Coder http://127.0.0.1:1234/v1/chat/completions");
}

TEST(MakeChatModel, AsksAProviderBehindAnotherAddress) {
  EXPECT_EQ(made_of({.name = "openai/gpt-4.1", .base_url = "https://gateway/v1", .api_key = "k"}),
            "openai gpt-4.1 https://gateway/v1/chat/completions");
  EXPECT_EQ(made_of({.name = "anthropic/claude-x", .base_url = "http://gateway", .api_key = "k"}),
            "anthropic claude-x http://gateway/v1/messages");
}

TEST(MakeChatModel, NeedsNoKeyForAServerThatMustGetNone) {
  ChatModelSettings settings{
      .name = "openai/gpt-4.1", .base_url = "http://server/v1", .api_key = {}};
  EXPECT_EQ(made_of(settings), "openai gpt-4.1 -");
  settings.needs_key = false;
  EXPECT_EQ(made_of(settings), "openai gpt-4.1 http://server/v1/chat/completions");
}

TEST(MakeChatModel, KeepsTheTimeLimitAndTheNameOfItsSetting) {
  ScriptedTransport transport;
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  const ChatRequest request{.messages = {{ChatMessage::Role::user, "Hi"}},
                            .schema = {},
                            .temperature = {},
                            .seed = {},
                            .on_text = {}};
  for (const char* const name : {"openai/gpt-4.1", "anthropic/claude-x"}) {
    const auto model = make_chat_model({.name = name,
                                        .base_url = {},
                                        .api_key = "k",
                                        .timeout = std::chrono::seconds(7),
                                        .timeout_setting = "model.chat_timeout"},
                                       client, PriceTable::load({}));
    EXPECT_THROW(model->complete(request, {}), Error);
    EXPECT_EQ(transport.requests().back().timeout, std::chrono::seconds(7)) << name;
    EXPECT_EQ(transport.requests().back().timeout_setting, "model.chat_timeout") << name;
  }
}

TEST(MakeChatModel, MissesAKeyOnlyWhenAModelIsAsked) {
  EXPECT_EQ(made_of({.name = "openai/gpt-4.1", .base_url = {}, .api_key = {}}), "openai gpt-4.1 -");
}

TEST(MakeChatModel, RefusesANameWithoutAProvider) {
  EXPECT_EQ(made_of({.name = "gpt-4.1", .base_url = {}, .api_key = {}}),
            "model.chat: 'gpt-4.1' names no provider");
  EXPECT_EQ(made_of({.name = "openai/", .base_url = {}, .api_key = {}}),
            "model.chat: 'openai/' names no provider");
  EXPECT_EQ(made_of({.name = "", .base_url = "http://x/v1", .api_key = {}}),
            "model.chat: '' names no provider");
  EXPECT_EQ(made_of({.name = "x/y", .base_url = {}, .api_key = {}, .named_by = "--model"}),
            "--model: 'x/y' names no provider");
}

TEST(MakeChatModel, RefusesAnAddressThatIsNoWebAddress) {
  EXPECT_EQ(made_of({.name = "qwen", .base_url = "localhost:8080", .api_key = {}}),
            "model.chat_base_url: expected http:// or https://, got 'localhost:8080'");
  EXPECT_EQ(made_of({.name = "qwen", .base_url = "file:///etc", .api_key = {}}),
            "model.chat_base_url: expected http:// or https://, got 'file:///etc'");
}

}  // namespace
}  // namespace gitctx

// Chat models over cassettes: what was recorded once replays byte for byte, and holds no key.
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "http/testing/cassette.h"
#include "llm/chat/make_chat_model.h"
#include "llm/prompts/prompt_library.h"
#include "llm/testing/scripted_transport.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

const std::string key = "sk-proj-0123456789abcdefghijklmnopqrstuv";

constexpr const char* openai_grade =
    R"({"model":"gpt-4.1-mini","choices":[{"message":{"content":)"
    R"("{\"reasoning\":\"Right.\",\"score\":3}"},"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":1000000,"completion_tokens":0}})";

constexpr const char* anthropic_stream =
    "event: message_start\n"
    "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":5}}}\n\n"
    "event: content_block_delta\n"
    "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"So.\"}}"
    "\n\nevent: message_delta\n"
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
    "\"usage\":{\"output_tokens\":2}}\n\n";

ChatRequest grading() {
  return render_prompt(built_in_prompt("judge"),
                       {{"task", "| t"}, {"criterion", "| c"}, {"texts", "Output:\n| x"}});
}

/// Asks both providers, the second for a stream, and puts the replies together.
std::string ask(HttpTransport& transport) {
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  const PriceTable prices = PriceTable::load();
  const auto openai = make_chat_model(
      {.name = "openai/gpt-4.1-mini", .base_url = {}, .api_key = key}, client, prices);
  const auto anthropic = make_chat_model(
      {.name = "anthropic/claude-sonnet-4-5", .base_url = {}, .api_key = key}, client, prices);
  const ChatReply grade = openai->complete(grading(), {});
  EXPECT_DOUBLE_EQ(grade.cost_usd, prices.find("openai", "gpt-4.1-mini")->input_per_million);
  ChatRequest question{.messages = {{ChatMessage::Role::user, "Why? My key is " + key}},
                       .schema = {},
                       .temperature = {},
                       .seed = {},
                       .on_text = {}};
  std::string streamed;
  question.on_text = [&](std::string_view piece) { streamed += piece; };
  anthropic->complete(question, {});
  return grade.text + streamed;
}

TEST(ChatReplay, GivesTheSameRepliesWithoutANetworkAndKeepsNoKey) {
  const TempDir dir;
  ScriptedTransport network;
  network.answer(200, openai_grade).answer(200, anthropic_stream);
  const auto recording = make_recording_transport(network, dir / "chat.yml", {key});
  const std::string first = ask(*recording);
  EXPECT_EQ(first, R"({"reasoning":"Right.","score":3}So.)");
  EXPECT_EQ(read_file(dir / "chat.yml").find(key.substr(8)), std::string::npos);
  const auto replaying = make_replay_transport(dir / "chat.yml");
  EXPECT_EQ(ask(*replaying), first);
  EXPECT_EQ(replaying->remaining(), 0u);
}

TEST(ChatReplay, RefusesARequestThatChanged) {
  const TempDir dir;
  ScriptedTransport network;
  network.answer(200, openai_grade);
  {
    const auto recording = make_recording_transport(network, dir / "chat.yml", {key});
    HttpClient client(*recording, RetryPolicy{.attempts = 1});
    make_chat_model({.name = "openai/gpt-4.1-mini", .base_url = {}, .api_key = key}, client,
                    PriceTable::load())
        ->complete(grading(), {});
  }
  const auto replaying = make_replay_transport(dir / "chat.yml");
  HttpClient client(*replaying, RetryPolicy{.attempts = 1});
  ChatRequest changed = grading();
  changed.messages[0].content += " ";
  const auto model = make_chat_model(
      {.name = "openai/gpt-4.1-mini", .base_url = {}, .api_key = key}, client, PriceTable::load());
  EXPECT_THROW(model->complete(changed, {}), Error);
}

}  // namespace
}  // namespace gitctx

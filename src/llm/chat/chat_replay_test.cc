// Replies of OpenAI and Anthropic are recorded and replayed through the wire formats. The replay
// needs no network and equals the recording byte for byte, and the recording contains no key.
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "llm/chat/make_chat_model.h"
#include "llm/prompts/prompt_library.h"
#include "llm/replies/reply_database.h"
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

std::unique_ptr<ChatModel> hosted(const char* name, HttpClient& client) {
  return make_chat_model({.name = name, .base_url = {}, .api_key = key}, client,
                         PriceTable::load());
}

/// Asks both providers, the second one for a streamed reply, and concatenates the replies.
std::string ask(HttpTransport& transport, ReplyStore& replies) {
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  const auto openai = hosted("openai/gpt-4.1-mini", client);
  const auto anthropic = hosted("anthropic/claude-sonnet-4-5", client);
  const ChatReply grade = RecordedChatModel(*openai, &replies).complete(grading(), {});
  EXPECT_DOUBLE_EQ(grade.cost_usd + grade.saved_usd, 0.4);
  ChatRequest question{.messages = {{ChatMessage::Role::user, "Why? My key is " + key}},
                       .schema = {},
                       .temperature = {},
                       .seed = {},
                       .on_text = {}};
  std::string streamed;
  question.on_text = [&](std::string_view piece) { streamed += piece; };
  RecordedChatModel(*anthropic, &replies).complete(question, {});
  return grade.text + streamed;
}

TEST(ChatReplay, GivesTheSameRepliesWithoutANetworkAndKeepsNoKey) {
  const TempDir dir;
  ScriptedTransport network;
  network.answer(200, openai_grade).answer(200, anthropic_stream);
  std::string first;
  {
    ReplyDatabase recording = ReplyDatabase::open_cache(dir / "chat.db");
    first = ask(network, recording);
  }
  EXPECT_EQ(first, R"({"reasoning":"Right.","score":3}So.)");
  EXPECT_EQ(network.requests().size(), 2u);
  EXPECT_EQ(read_file(dir / "chat.db").find(key.substr(8)), std::string::npos);
  ReplyDatabase replaying = ReplyDatabase::open_cache(dir / "chat.db");
  ScriptedTransport no_network;
  EXPECT_EQ(ask(no_network, replaying), first);
  EXPECT_TRUE(no_network.requests().empty());
}

TEST(ChatReplay, SendsARequestThatChanged) {
  const TempDir dir;
  ScriptedTransport network;
  network.answer(200, openai_grade);
  HttpClient client(network, RetryPolicy{.attempts = 1});
  const auto openai = hosted("openai/gpt-4.1-mini", client);
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "chat.db");
  RecordedChatModel model(*openai, &replies);
  model.complete(grading(), {});
  ChatRequest changed = grading();
  changed.messages[0].content += " ";
  EXPECT_THROW(model.complete(changed, {}), Error) << "the script has no second answer";
  EXPECT_EQ(network.requests().size(), 2u);
}

}  // namespace
}  // namespace gitctx

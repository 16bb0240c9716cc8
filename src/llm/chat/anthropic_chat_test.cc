#include "llm/chat/hosted_chat.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "llm/testing/scripted_transport.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

const std::string key = "sk-ant-0123456789abcdefghijklmnop";

constexpr const char* grade_schema =
    R"({"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],)"
    R"("additionalProperties":false})";

struct Session {
  ScriptedTransport transport;
  HttpClient client{transport, RetryPolicy{.attempts = 1}};
  HostedChat model{endpoint(), ChatApi::anthropic, client};

  static ChatEndpoint endpoint() {
    ModelPrice price;
    price.input_per_million = 3;
    price.cached_input_per_million = 0.3;
    price.output_per_million = 15;
    return {.description = {"anthropic", "claude-sonnet-4-5"},
            .service = {.name = "anthropic/claude-sonnet-4-5",
                        .base_url = "https://api.anthropic.com",
                        .api_key = key,
                        .provider = find_provider("anthropic"),
                        .needs_key = true,
                        .model_setting = {},
                        .url_setting = {}},
            .price = price};
  }
  ChatReply complete(const ChatRequest& request) { return model.complete(request, {}); }
  Json body(std::size_t i) const { return Json::parse(transport.requests().at(i).body); }
};

ChatRequest question() {
  return {.messages = {{ChatMessage::Role::system, "Be brief."},
                       {ChatMessage::Role::user, "Hi"},
                       {ChatMessage::Role::assistant, "Yes?"},
                       {ChatMessage::Role::user, "Why?"}},
          .schema = {},
          .temperature = 0,
          .seed = 3,
          .max_output_tokens = 100,
          .on_text = {}};
}

ChatRequest grading() {
  ChatRequest request = question();
  request.schema = OutputSchema{"grade", grade_schema};
  return request;
}

std::string reply(const Json& content, const std::string& reason = "end_turn") {
  return Json{{"model", "claude-sonnet-4-5-20250929"},
              {"content", content},
              {"stop_reason", reason},
              {"usage",
               {{"input_tokens", 100},
                {"cache_creation_input_tokens", 20},
                {"cache_read_input_tokens", 400},
                {"output_tokens", 10}}}}
      .dump();
}

std::string text_reply(const std::string& text, const std::string& reason = "end_turn") {
  return reply({{{"type", "text"}, {"text", text}}}, reason);
}

std::string tool_reply(const Json& input, const std::string& reason = "tool_use") {
  return reply({{{"type", "text"}, {"text", "I call it."}},
                {{"type", "tool_use"}, {"id", "t"}, {"name", "grade"}, {"input", input}}},
               reason);
}

std::string error_of(Session& session, const ChatRequest& request) {
  try {
    session.complete(request);
    return "no error";
  } catch (const Error& error) {
    return fmt::format("{} {} ({})", static_cast<int>(error.code()), error.message(), error.hint());
  }
}

TEST(AnthropicChat, SendsTheSameBytesForTheSameRequest) {
  Session session;
  session.transport.answer(200, text_reply("So.")).answer(200, tool_reply({{"score", 1}}));
  session.complete(question());
  session.complete(grading());
  const HttpRequest& first = session.transport.requests()[0];
  EXPECT_EQ(first.url, "https://api.anthropic.com/v1/messages");
  EXPECT_EQ(first.headers, (std::vector<HttpHeader>{{"Content-Type", "application/json"},
                                                    {"x-api-key", key},
                                                    {"anthropic-version", "2023-06-01"}}));
  const std::string start =
      R"({"model":"claude-sonnet-4-5","max_tokens":100,"system":"Be brief.","messages":)"
      R"([{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},)"
      R"({"role":"user","content":"Why?"}],"temperature":0.0)";
  EXPECT_EQ(first.body, start + "}");
  EXPECT_EQ(session.transport.requests()[1].body,
            start +
                R"(,"tools":[{"name":"grade","description":"Gives the reply.","input_schema":)" +
                grade_schema +
                R"(}],"tool_choice":{"type":"tool","name":"grade",)"
                R"("disable_parallel_tool_use":true}})");
}

TEST(AnthropicChat, GivesTheReplyWithItsUsageAndCost) {
  Session session;
  session.transport.answer(200, text_reply("So."));
  const ChatReply answer = session.complete(question());
  EXPECT_EQ(answer.text, "So.");
  EXPECT_EQ(answer.model, "claude-sonnet-4-5-20250929");
  EXPECT_EQ(answer.usage, (ChatUsage{520, 400, 10}));
  EXPECT_DOUBLE_EQ(answer.cost_usd, (120 * 3 + 400 * 0.3 + 10 * 15) / 1e6);
}

TEST(AnthropicChat, TakesTheInputOfTheToolForTheReply) {
  Session session;
  session.transport.answer(200, tool_reply({{"score", 3}}));
  EXPECT_EQ(session.complete(grading()).text, R"({"score":3})");
}

TEST(AnthropicChat, ChecksTheInputOfTheTool) {
  Session wrong;
  wrong.transport.answer(200, tool_reply({{"score", "3"}}));
  EXPECT_EQ(error_of(wrong, grading()),
            "5 anthropic/claude-sonnet-4-5: the reply does not fit its schema: $.score: expected "
            "an integer, got string ()");
  Session none;
  none.transport.answer(200, text_reply("I will not call it."));
  EXPECT_EQ(error_of(none, grading()), "5 anthropic/claude-sonnet-4-5: the reply is empty ()");
}

TEST(AnthropicChat, AsksOnceMoreWithMoreRoomWhenTheToolCallWasCutShort) {
  Session session;
  session.transport.answer(200, tool_reply(Json::object(), "max_tokens"))
      .answer(200, tool_reply({{"score", 0}}));
  EXPECT_EQ(session.complete(grading()).usage.output_tokens, 20u);
  EXPECT_EQ(session.body(1)["max_tokens"], 400);
}

TEST(AnthropicChat, LeavesOutATemperatureThatTheModelRefuses) {
  Session session;
  session.transport
      .answer(400, R"({"type":"error","error":{"type":"invalid_request_error",)"
                   R"("message":"`temperature` is deprecated for this model."}})")
      .answer(200, text_reply("So."))
      .answer(200, text_reply("So."));
  session.complete(question());
  session.complete(question());
  EXPECT_FALSE(session.body(1).contains("temperature"));
  EXPECT_FALSE(session.body(2).contains("temperature"));
}

TEST(AnthropicChat, SaysWhatTheProviderSaysAndNeverTheKey) {
  Session refused;
  refused.transport.answer(
      401,
      R"({"type":"error","error":{"type":"authentication_error","message":"bad )" + key + R"("}})");
  EXPECT_EQ(
      error_of(refused, question()),
      "4 anthropic/claude-sonnet-4-5 rejected the key (status 401): bad [redacted: credential] "
      "(Set "
      "ANTHROPIC_API_KEY, or run: gitctx config set --user model.anthropic_api_key -   (reads it "
      "from standard input))");
  Session overloaded;
  overloaded.transport.answer(
      529, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})");
  EXPECT_EQ(error_of(overloaded, question()),
            "5 anthropic/claude-sonnet-4-5 failed (status 529): Overloaded (Try again later)");
  Session declining;
  declining.transport.answer(200, reply(Json::array(), "refusal"));
  EXPECT_EQ(error_of(declining, question()),
            "5 anthropic/claude-sonnet-4-5: refused: the model declines to answer ()");
}

TEST(AnthropicChat, SaysThatAReplyIsNotWhatTheProtocolSays) {
  for (const char* body : {"", "{}", R"({"content":[{"type":"text"}]})"}) {
    Session session;
    session.transport.answer(200, body);
    EXPECT_EQ(error_of(session, question()),
              "5 anthropic/claude-sonnet-4-5: the reply does not follow the protocol ()");
  }
}

std::string event(const Json& json) {
  return fmt::format("event: {}\ndata: {}\n\n", json["type"].get<std::string>(), json.dump());
}

std::string stream_start() {
  return event(
             {{"type", "message_start"},
              {"message",
               {{"model", "claude-x"}, {"usage", {{"input_tokens", 9}, {"output_tokens", 1}}}}}}) +
         event({{"type", "ping"}}) +
         event({{"type", "content_block_start"},
                {"content_block", {{"type", "text"}, {"text", ""}}}});
}

std::string delta(const std::string& text) {
  return event(
      {{"type", "content_block_delta"}, {"delta", {{"type", "text_delta"}, {"text", text}}}});
}

TEST(AnthropicChat, StreamsTheTextAndReadsTheUsageOnTheWay) {
  Session session;
  session.transport.answer(200, stream_start() + delta("Be") + delta("cause.") +
                                    event({{"type", "content_block_stop"}}) +
                                    event({{"type", "message_delta"},
                                           {"delta", {{"stop_reason", "end_turn"}}},
                                           {"usage", {{"output_tokens", 7}}}}) +
                                    event({{"type", "message_stop"}}));
  std::string pieces;
  ChatRequest request = question();
  request.on_text = [&](std::string_view piece) { pieces += std::string(piece) + "|"; };
  const ChatReply answer = session.complete(request);
  EXPECT_EQ(pieces, "Be|cause.|");
  EXPECT_EQ(answer.text, "Because.");
  EXPECT_EQ(answer.model, "claude-x");
  EXPECT_EQ(answer.usage, (ChatUsage{9, 0, 7}));
  EXPECT_EQ(session.body(0)["stream"], true);
}

TEST(AnthropicChat, SaysThatAStreamBrokeOffOrFailed) {
  ChatRequest request = question();
  request.on_text = [](std::string_view) {};
  Session broken;
  broken.transport.answer(200, stream_start() + delta("Be"));
  EXPECT_EQ(error_of(broken, request), "5 anthropic/claude-sonnet-4-5: the reply ended early ()");
  Session failed;
  failed.transport.answer(
      200, stream_start() +
               event({{"type", "error"},
                      {"error", {{"type", "overloaded_error"}, {"message", "Overloaded"}}}}));
  EXPECT_EQ(error_of(failed, request), "5 anthropic/claude-sonnet-4-5: failed: Overloaded ()");
}

}  // namespace
}  // namespace gitctx

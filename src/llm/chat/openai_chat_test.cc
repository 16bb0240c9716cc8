#include "llm/chat/hosted_chat.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "http/testing/maybe_processed.h"
#include "llm/testing/scripted_transport.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

const std::string key = "sk-test-0123456789abcdefghijklmnop";

constexpr const char* grade_schema =
    R"({"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],)"
    R"("additionalProperties":false})";

/// A model over a scripted transport.
struct Session {
  ScriptedTransport transport;
  HttpClient client{transport, RetryPolicy{.attempts = 1}};
  HostedChat model;

  explicit Session(const std::string& name = "gpt-4.1-mini", ChatApi server = ChatApi::openai)
      : model(endpoint(name, server), server, client) {}

  static ChatEndpoint endpoint(const std::string& name, ChatApi server) {
    if (server == ChatApi::compatible) {
      return {.description = {"localhost:8080", name},
              .service = {.name = "localhost:8080/" + name,
                          .base_url = "http://localhost:8080/v1",
                          .api_key = {},
                          .model_setting = {},
                          .url_setting = {}},
              .price = {}};
    }
    ModelPrice price;
    price.input_per_million = 1;
    price.cached_input_per_million = 0.25;
    price.output_per_million = 4;
    return {.description = {"openai", name},
            .service = {.name = "openai/" + name,
                        .base_url = "https://api.openai.com/v1",
                        .api_key = key,
                        .provider = find_provider("openai"),
                        .needs_key = true,
                        .model_setting = {},
                        .url_setting = {}},
            .price = price};
  }

  ChatReply complete(const ChatRequest& request) { return model.complete(request, {}); }
  Json body(std::size_t i) const { return Json::parse(transport.requests().at(i).body); }
};

ChatRequest question() {
  return {.messages = {{ChatMessage::Role::system, "Be brief."}, {ChatMessage::Role::user, "Hi"}},
          .schema = {},
          .temperature = {},
          .seed = {},
          .max_output_tokens = 100,
          .on_text = {}};
}

ChatRequest grading() {
  ChatRequest request = question();
  request.schema = OutputSchema{"grade", grade_schema};
  request.temperature = 0;
  return request;
}

std::string reply(const Json& content, const std::string& reason = "stop") {
  return Json{{"model", "gpt-4.1-mini-2025-04-14"},
              {"choices",
               {{{"index", 0},
                 {"message", {{"role", "assistant"}, {"content", content}, {"refusal", nullptr}}},
                 {"finish_reason", reason}}}},
              {"usage",
               {{"prompt_tokens", 1000},
                {"completion_tokens", 10},
                {"prompt_tokens_details", {{"cached_tokens", 400}}}}}}
      .dump();
}

std::string failure(const std::string& message) {
  return Json{{"error", {{"message", message}, {"type", "x"}, {"param", nullptr}}}}.dump();
}

/// The Error as `CODE MESSAGE (HINT)`.
std::string error_of(Session& session, const ChatRequest& request) {
  try {
    session.complete(request);
    return "no error";
  } catch (const Error& error) {
    return fmt::format("{} {} ({})", static_cast<int>(error.code()), error.message(), error.hint());
  }
}

TEST(OpenAiChat, SendsTheSameBytesForTheSameRequest) {
  Session session;
  session.transport.answer(200, reply("Hello")).answer(200, reply(R"({"score":2})"));
  session.complete(question());
  ChatRequest request = grading();
  request.seed = 7;
  session.complete(request);
  const HttpRequest& first = session.transport.requests()[0];
  EXPECT_EQ(first.method, "POST");
  EXPECT_EQ(first.url, "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(first.headers, (std::vector<HttpHeader>{{"Content-Type", "application/json"},
                                                    {"Authorization", "Bearer " + key}}));
  EXPECT_EQ(first.body,
            R"({"model":"gpt-4.1-mini","messages":[{"role":"system","content":"Be brief."},)"
            R"({"role":"user","content":"Hi"}],"max_completion_tokens":100})");
  EXPECT_EQ(session.transport.requests()[1].body,
            R"({"model":"gpt-4.1-mini","messages":[{"role":"system","content":"Be brief."},)"
            R"({"role":"user","content":"Hi"}],"response_format":{"type":"json_schema",)"
            R"("json_schema":{"name":"grade","strict":true,"schema":)" +
                std::string(grade_schema) +
                R"(}},"temperature":0.0,"seed":7,"max_completion_tokens":100})");
}

TEST(OpenAiChat, GivesTheReplyWithItsUsageAndCost) {
  Session session;
  session.transport.answer(200, reply("Hello"));
  const ChatReply answer = session.complete(question());
  EXPECT_EQ(answer.text, "Hello");
  EXPECT_EQ(answer.model, "gpt-4.1-mini-2025-04-14");
  EXPECT_FALSE(answer.truncated);
  EXPECT_EQ(answer.usage, (ChatUsage{1000, 400, 10}));
  EXPECT_DOUBLE_EQ(answer.cost_usd, (600 * 1.0 + 400 * 0.25 + 10 * 4.0) / 1e6);
}

TEST(OpenAiChat, LeavesOutTheTemperatureOfModelsThatReason) {
  for (const char* name : {"o3-mini", "gpt-5.1", "gpt-5-mini"}) {
    Session session(name);
    session.transport.answer(200, reply(R"({"score":2})"));
    session.complete(grading());
    EXPECT_FALSE(session.body(0).contains("temperature")) << name;
  }
  Session session("gpt-5-chat-latest");
  session.transport.answer(200, reply(R"({"score":2})"));
  session.complete(grading());
  EXPECT_TRUE(session.body(0).contains("temperature"));
}

TEST(OpenAiChat, LearnsWhichParametersAModelRefusesAndRemembersIt) {
  Session session("omega-1");
  session.transport
      .answer(400, failure("Unsupported value: 'temperature' does not support 0 with this model."))
      .answer(400, failure("Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens'."))
      .answer(422, R"({"detail":[{"loc":["body","seed"],"msg":"Extra inputs are not permitted"}]})")
      .answer(200, reply(R"({"score":2})"))
      .answer(200, reply(R"({"score":3})"));
  ChatRequest request = grading();
  request.seed = 1;
  EXPECT_EQ(session.complete(request).text, R"({"score":2})");
  EXPECT_EQ(session.complete(request).text, R"({"score":3})");
  ASSERT_EQ(session.transport.requests().size(), 5u);
  for (const std::size_t i : {3, 4}) {
    EXPECT_FALSE(session.body(i).contains("temperature"));
    EXPECT_FALSE(session.body(i).contains("seed"));
    EXPECT_FALSE(session.body(i).contains("max_completion_tokens"));
    EXPECT_EQ(session.body(i)["max_tokens"], 100);
  }
}

TEST(OpenAiChat, DoesNotTakeAWrongValueForAnUnknownParameter) {
  Session session;
  session.transport.answer(400, failure("max_tokens is too large: 100. At most 64 are allowed."));
  EXPECT_EQ(error_of(session, question()),
            "5 openai/gpt-4.1-mini failed (status 400): max_tokens is too large: 100. At most 64 "
            "are allowed ()");
  EXPECT_EQ(session.transport.requests().size(), 1u);
}

TEST(OpenAiChat, StepsDownTheLadderWhereACompatibleServerRefusesSchemas) {
  Session session("qwen", ChatApi::compatible);
  session.transport.answer(400, failure("'response_format.type' must be 'text' or 'json_object'"))
      .answer(400, failure("response_format is not supported"))
      .answer(200, reply("Sure:\n```json\n{\"score\": 1}\n```"))
      .answer(200, reply("<think>{\"score\": 9}, no</think>{\"score\": 3}"));
  EXPECT_EQ(session.complete(grading()).text, "{\"score\": 1}");
  EXPECT_EQ(session.complete(grading()).text, "{\"score\": 3}");
  ASSERT_EQ(session.transport.requests().size(), 4u);
  EXPECT_EQ(session.body(0)["response_format"]["type"], "json_schema");
  EXPECT_EQ(session.body(0)["max_tokens"], 100);
  EXPECT_EQ(session.body(1)["response_format"], (Json{{"type", "json_object"}}));
  EXPECT_FALSE(session.body(2).contains("response_format"));
  const std::string system = session.body(2)["messages"][0]["content"];
  EXPECT_TRUE(system.starts_with("Be brief.\n\nReply with one JSON object that fits")) << system;
  EXPECT_TRUE(system.ends_with(grade_schema)) << system;
  EXPECT_EQ(session.body(1)["messages"], session.body(2)["messages"]);
  EXPECT_EQ(session.body(2), session.body(3));
}

TEST(OpenAiChat, StepsDownWhereACompatibleServerPassesOverTheSchemaAndAddsUpTheUsage) {
  Session session("qwen", ChatApi::compatible);
  session.transport.answer(200, reply("I give it a two.")).answer(200, reply(R"({"score":2})"));
  const ChatReply answer = session.complete(grading());
  EXPECT_EQ(answer.text, R"({"score":2})");
  EXPECT_EQ(answer.usage, (ChatUsage{2000, 800, 20}));
  EXPECT_EQ(session.body(1)["response_format"]["type"], "json_object");
}

TEST(OpenAiChat, FailsWhereTheLastStepDoesNotFitEither) {
  Session session("qwen", ChatApi::compatible);
  for (int i = 0; i < 3; ++i) session.transport.answer(200, reply(R"({"score":"two"})"));
  EXPECT_EQ(error_of(session, grading()),
            "5 localhost:8080/qwen: the reply does not fit its schema: $.score: expected an "
            "integer, got string ()");
}

TEST(OpenAiChat, ChecksTheReplyOfOpenAiItselfOnce) {
  Session session;
  session.transport.answer(200, reply("a two"));
  EXPECT_EQ(error_of(session, grading()),
            "5 openai/gpt-4.1-mini: the reply does not fit its schema: $: no JSON object ()");
}

TEST(OpenAiChat, AsksOnceMoreWithMoreRoomWhenJsonWasCutShort) {
  Session session;
  session.transport.answer(200, reply(R"({"sco)", "length")).answer(200, reply(R"({"score":2})"));
  EXPECT_EQ(session.complete(grading()).usage, (ChatUsage{2000, 800, 20}));
  EXPECT_EQ(session.body(1)["max_completion_tokens"], 400);

  Session short_again;
  short_again.transport.answer(200, reply("", "length")).answer(200, reply("", "length"));
  EXPECT_EQ(error_of(short_again, grading()),
            "5 openai/gpt-4.1-mini: the reply did not end within 400 tokens ()");
}

TEST(OpenAiChat, SaysThatATextWasCutShort) {
  Session session;
  session.transport.answer(200, reply("Once upon", "length"));
  EXPECT_TRUE(session.complete(question()).truncated);
}

TEST(OpenAiChat, SaysThatTheModelOrTheProviderRefused) {
  Session refusing;
  refusing.transport.answer(200,
                            R"({"choices":[{"message":{"content":null,"refusal":"I can't help."},)"
                            R"("finish_reason":"stop"}]})");
  EXPECT_EQ(error_of(refusing, grading()), "5 openai/gpt-4.1-mini: refused: I can't help ()");
  Session filtering;
  filtering.transport.answer(200, reply("Half of", "content_filter"));
  EXPECT_EQ(error_of(filtering, question()),
            "5 openai/gpt-4.1-mini: refused: a content filter of the provider stopped the reply "
            "()");
}

TEST(OpenAiChat, SaysWhetherAFailedCallMayHaveBeenCharged) {
  const auto maybe_charged = [](Session& session) {
    return says_maybe_processed([&] { session.complete(grading()); });
  };
  for (const std::string& body :
       {reply("no JSON"), reply("", "content_filter"), std::string("[")}) {
    Session session;
    session.transport.answer(200, body);
    EXPECT_TRUE(maybe_charged(session)) << body;
  }
  Session cut_then_refused;
  cut_then_refused.transport.answer(200, reply("", "length")).answer(400, failure("no"));
  EXPECT_TRUE(maybe_charged(cut_then_refused)) << "the first reply is charged";
  for (const int status : {400, 401, 404, 504}) {
    Session session;
    session.transport.answer(status, failure("no"));
    EXPECT_EQ(maybe_charged(session), status == 504) << status;
  }
  Session unreachable;
  EXPECT_FALSE(maybe_charged(unreachable));
}

TEST(OpenAiChat, CountsAnAttemptThatMayHaveBeenChargedBeforeItAsksAgain) {
  ScriptedTransport transport;
  transport.answer(504, failure("late")).answer(200, reply(R"({"score":2})"));
  HttpClient client(transport, {.attempts = 2, .base = std::chrono::milliseconds(1)});
  HostedChat model(Session::endpoint("gpt-4.1", ChatApi::openai), ChatApi::openai, client);
  int counted = 0;
  ChatRequest request = grading();
  request.before_resend = [&] { ++counted; };
  EXPECT_EQ(model.complete(request, {}).text, R"({"score":2})");
  EXPECT_EQ(counted, 1);
}

TEST(OpenAiChat, NeedsAKeyAndSaysHowToSetIt) {
  ScriptedTransport transport;
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  ChatEndpoint endpoint = Session::endpoint("gpt-4.1", ChatApi::openai);
  endpoint.service.api_key.clear();
  HostedChat model(endpoint, ChatApi::openai, client);
  try {
    model.complete(question(), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(), "openai/gpt-4.1 needs an API key");
    EXPECT_EQ(
        error.hint(),
        "Set OPENAI_API_KEY, or run: gitctx config set --user model.openai_api_key -   (reads "
        "it from standard input)");
  }
  EXPECT_TRUE(transport.requests().empty());
}

TEST(OpenAiChat, SendsNoKeyWithALineBreak) {
  ScriptedTransport transport;
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  ChatEndpoint endpoint = Session::endpoint("gpt-4.1", ChatApi::openai);
  endpoint.service.api_key = key + "\r\nx-evil: 1";
  HostedChat model(endpoint, ChatApi::openai, client);
  try {
    model.complete(question(), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message().find(key), std::string::npos);
  }
  EXPECT_TRUE(transport.requests().empty());
}

TEST(OpenAiChat, SendsNoAuthorizationWhereThereIsNoKey) {
  Session session("qwen", ChatApi::compatible);
  session.transport.answer(200, reply("Hello"));
  session.complete(question());
  EXPECT_EQ(session.transport.requests()[0].headers.size(), 1u);
}

TEST(OpenAiChat, SaysWhatTheProviderSaysAndNeverTheKey) {
  Session refused;
  refused.transport.answer(401, failure("Incorrect API key provided: " + key + ". Get one at x."));
  EXPECT_EQ(
      error_of(refused, question()),
      "4 openai/gpt-4.1-mini rejected the key (status 401): Incorrect API key provided: "
      "[redacted: credential]. Get one at x (Set OPENAI_API_KEY, or run: gitctx config set --user "
      "model.openai_api_key -   (reads it from standard input))");
  Session spent;
  spent.transport.answer(
      429, R"({"error":{"message":"You exceeded your quota.","code":"insufficient_quota"}})");
  EXPECT_EQ(error_of(spent, question()),
            "5 openai/gpt-4.1-mini failed (status 429): You exceeded your quota (Check the plan "
            "and the credit of the account)");
  Session proxy;
  proxy.transport.answer(502, "<html><h1>Bad gateway</h1></html>");
  EXPECT_EQ(error_of(proxy, question()),
            "5 openai/gpt-4.1-mini failed (status 502) (Try again later)");
}

TEST(OpenAiChat, SaysThatAReplyIsNotWhatTheProtocolSays) {
  const std::string sentence = "5 openai/gpt-4.1-mini: the reply does not follow the protocol ()";
  for (const char* body :
       {"", "not JSON", "[]", "{}", R"({"choices":[]})", R"({"choices":[{}]})"}) {
    Session session;
    session.transport.answer(200, body);
    EXPECT_EQ(error_of(session, question()), sentence) << body;
  }
  for (const char* count : {"18446744073709551615", "31415926535897932384", "1e300", "-1"}) {
    std::string body = reply("Fine.");
    body.replace(body.find("1000"), 4, count);
    Session session;
    session.transport.answer(200, body);
    EXPECT_EQ(error_of(session, question()), sentence) << count;
  }
  Session deep;
  deep.transport.answer(200, std::string(100'000, '['));
  EXPECT_EQ(error_of(deep, question()),
            "5 openai/gpt-4.1-mini: the reply has too many or too deeply nested values ()");
  Session error_in_success;
  error_in_success.transport.answer(200, failure("overloaded"));
  EXPECT_EQ(error_of(error_in_success, question()), "5 openai/gpt-4.1-mini: failed: overloaded ()");
}

// --- Streams.

std::string event(const Json& json) { return "data: " + json.dump() + "\n\n"; }

std::string delta(const std::string& text, const Json& reason = nullptr) {
  return event({{"model", "m-1"},
                {"choices", {{{"delta", {{"content", text}}}, {"finish_reason", reason}}}}});
}

struct Streamed {
  std::string pieces;  ///< each piece is followed by a bar
  ChatRequest request = question();

  Streamed() {
    request.on_text = [this](std::string_view piece) { pieces += std::string(piece) + "|"; };
  }
};

TEST(OpenAiChat, StreamsTheTextAndReadsTheUsageAtTheEnd) {
  Session session;
  session.transport.answer(
      200, delta("Hel") + delta("lo") + delta("", "stop") +
               event({{"choices", Json::array()},
                      {"usage", {{"prompt_tokens", 5}, {"completion_tokens", 2}}}}) +
               "data: [DONE]\n\n");
  Streamed streamed;
  const ChatReply answer = session.complete(streamed.request);
  EXPECT_EQ(streamed.pieces, "Hel|lo|");
  EXPECT_EQ(answer.text, "Hello");
  EXPECT_EQ(answer.model, "m-1");
  EXPECT_EQ(answer.usage, (ChatUsage{5, 0, 2}));
  EXPECT_TRUE(session.transport.requests()[0].body.ends_with(
      R"("stream":true,"stream_options":{"include_usage":true}})"));
}

TEST(OpenAiChat, ReadsAWholeReplyWhereAServerDoesNotStream) {
  Session session;
  session.transport.answer(200, reply("Hello"));
  Streamed streamed;
  EXPECT_EQ(session.complete(streamed.request).text, "Hello");
  EXPECT_EQ(streamed.pieces, "Hello|");
}

TEST(OpenAiChat, SaysThatAStreamBrokeOffOrFailed) {
  Session broken;
  broken.transport.answer(200, delta("Hel"));
  EXPECT_EQ(error_of(broken, Streamed().request),
            "5 openai/gpt-4.1-mini: the reply ended early ()");
  Session failed;
  failed.transport.answer(200, delta("Hel") + event({{"error", {{"message", "Overloaded."}}}}));
  EXPECT_EQ(error_of(failed, Streamed().request), "5 openai/gpt-4.1-mini: failed: Overloaded ()");
  Session refused;
  refused.transport.answer(
      200, event({{"choices", {{{"delta", {{"refusal", "No."}}}, {"finish_reason", "stop"}}}}}));
  EXPECT_EQ(error_of(refused, Streamed().request), "5 openai/gpt-4.1-mini: refused: No ()");
}

/// Streams an event again and again, without end.
class EndlessTransport final : public HttpTransport {
  HttpResult send(const HttpRequest& request, const std::stop_token&) override {
    const std::string piece = delta("") + ":" + std::string(1'000'000, 'x') + "\n";
    constexpr int far_too_many = 1000;
    for (int i = 0; i < far_too_many; ++i) request.on_body(piece);
    return HttpResponse{.status = 200};
  }
};

TEST(OpenAiChat, RefusesAStreamWithoutEnd) {
  EndlessTransport transport;
  HttpClient client(transport, RetryPolicy{.attempts = 1});
  HostedChat model(Session::endpoint("gpt-4.1-mini", ChatApi::openai), ChatApi::openai, client);
  try {
    model.complete(Streamed().request, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::provider);
    EXPECT_EQ(error.message(), "openai/gpt-4.1-mini: the reply is too large");
  }
}

TEST(OpenAiChat, LeavesOutStreamOptionsThatAServerRefuses) {
  Session session("qwen", ChatApi::compatible);
  session.transport.answer(400, failure("Unknown field: stream_options"))
      .answer(200, delta("Hi", "stop") + "data: [DONE]\n\n");
  Streamed streamed;
  EXPECT_EQ(session.complete(streamed.request).text, "Hi");
  EXPECT_FALSE(session.body(1).contains("stream_options"));
}

TEST(OpenAiChat, GivesTextWithASchemaOnlyWhenItWasChecked) {
  Session session("qwen", ChatApi::compatible);
  session.transport.answer(200, reply("a two")).answer(200, reply(R"({"score":2})"));
  Streamed streamed;
  streamed.request.schema = OutputSchema{"grade", grade_schema};
  session.complete(streamed.request);
  EXPECT_EQ(streamed.pieces, "{\"score\":2}|");
  EXPECT_FALSE(session.body(0).contains("stream"));
}

TEST(OpenAiChat, PassesOnWhatTheReceiverOfTheTextThrows) {
  Session session;
  session.transport.answer(200, delta("Hel") + delta("lo", "stop"));
  ChatRequest request = question();
  request.on_text = [](std::string_view) { throw Error(ErrorCode::failure, "pipe is closed"); };
  EXPECT_EQ(error_of(session, request), "1 pipe is closed ()");
}

TEST(OpenAiChat, StopsWhenAsked) {
  Session session;
  std::stop_source source;
  source.request_stop();
  try {
    session.model.complete(question(), source.get_token());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
  }
}

}  // namespace
}  // namespace gitctx

#include "langsmith/tracer.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "http/curl_transport.h"
#include "http/multipart.h"
#include "http/secret_scrubber.h"
#include "langsmith/experiment.h"
#include "langsmith/ingest.h"
#include "testing/conformance/conformance_server.h"
#include "testing/planted_secrets.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

class LangSmithTracing : public testing::Test {
 protected:
  LangSmithTracing() {
    settings_.endpoint = server_.langsmith_url();
    settings_.api_key = "test-key";
    settings_.tracing = true;
  }
  LangSmithClient client() { return {*transport_, settings_, {.attempts = 1}}; }
  /// Records a question with a search and a model call inside it.
  static void ask(LangSmithTracer& tracer) {
    TracedRun root = tracer.start("ask", "chain", {{"question", "why"}});
    TracedRun search = root.start("search", "retriever", {{"query", "why"}});
    search.finish({{"documents", nlohmann::ordered_json::array()}});
    TracedRun model = root.start("model", "llm", {{"messages", 1}});
    model.add_metadata("ls_model_name", "m");
    model.fail("the model was away");
    root.finish({{"answer", "because"}});
  }
  Json runs() const { return Json::parse(server_.langsmith_state())["runs"]; }

  ConformanceServer server_;
  std::unique_ptr<HttpTransport> transport_ = make_curl_transport();
  LangSmithSettings settings_;
  TempDir folder_;
};

TEST_F(LangSmithTracing, ATraceArrivesWithItsChildren) {
  LangSmithTracer tracer(settings_);
  auto to = client();
  ask(tracer);
  EXPECT_EQ(server_.total().requests, 0u);
  EXPECT_EQ(tracer.deliver(to, nullptr, {}), "");
  const Json kept = runs();
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[0]["session_name"], "default");
  EXPECT_EQ(kept[1]["parent_run_id"], kept[0]["id"]);
  EXPECT_EQ(kept[1]["trace_id"], kept[0]["id"]);
  EXPECT_EQ(kept[2]["error"], "the model was away");
  EXPECT_EQ(kept[2]["extra"]["metadata"]["ls_model_name"], "m");
  EXPECT_EQ(kept[0]["outputs"]["answer"], "because");
  // A second delivery sends nothing.
  EXPECT_EQ(tracer.deliver(to, nullptr, {}), "");
  EXPECT_EQ(server_.total("/runs").requests, 1u);
}

TEST_F(LangSmithTracing, WithoutTracingNothingIsRecorded) {
  settings_.tracing = false;
  LangSmithTracer tracer(settings_);
  EXPECT_FALSE(tracer.start("ask", "chain", {}).is_recorded());
  ask(tracer);
  auto to = client();
  tracer.deliver(to, nullptr, {});
  EXPECT_EQ(server_.total().requests, 0u);
}

TEST_F(LangSmithTracing, SamplingPicksWholeTraces) {
  settings_.sampling_rate = 0.5;
  LangSmithTracer tracer(settings_);
  for (int i = 0; i < 40; ++i) ask(tracer);
  auto to = client();
  EXPECT_EQ(tracer.deliver(to, nullptr, {}), "");
  EXPECT_EQ(runs().size() % 3, 0u);
  EXPECT_GT(runs().size(), 0u);
  EXPECT_LT(runs().size(), 120u);
}

TEST_F(LangSmithTracing, WhatIsHiddenIsNotSent) {
  settings_.hides_inputs = true;
  settings_.hides_outputs = true;
  settings_.hides_metadata = true;
  LangSmithTracer tracer(settings_);
  ask(tracer);
  auto to = client();
  EXPECT_EQ(tracer.deliver(to, nullptr, {}), "");
  for (const Json& run : runs()) {
    EXPECT_EQ(run["inputs"], Json::object());
    EXPECT_EQ(run.value("outputs", Json::object()), Json::object());
    EXPECT_FALSE(run.contains("extra"));
  }
  for (const RecordedExchange& one : server_.exchanges()) {
    EXPECT_EQ(one.body.find("why"), std::string::npos);
    EXPECT_EQ(one.body.find("because"), std::string::npos);
  }
}

TEST_F(LangSmithTracing, WhatCannotBeDeliveredIsKeptAndSentLater) {
  LangSmithTracer tracer(settings_);
  TracedRun run = tracer.start("ask", "chain", {{"question", "is test-key my key?"}});
  run.finish({{"answer", "Bearer sk-proj-abcdefgh12345678"}});
  LangSmithSpool spool(folder_ / "spool", 1'000'000);
  auto to = client();
  server_.inject({.path = "/runs", .status = 500, .times = -1});
  EXPECT_NE(tracer.deliver(to, &spool, {}), "");
  ASSERT_EQ(spool.files().size(), 1u);
  const IngestBody body = LangSmithSpool::read_trace(spool.files()[0]);
  EXPECT_EQ(body.bytes.find("test-key"), std::string::npos);
  EXPECT_EQ(body.bytes.find("abcdefgh12345678"), std::string::npos);
  EXPECT_EQ(push_spooled(to, spool, {}).kept.size(), 1u);
  server_.clear();
  EXPECT_EQ(push_spooled(to, spool, {}).traces, 1u);
  EXPECT_EQ(runs().size(), 1u);
  EXPECT_TRUE(spool.files().empty());
}

TEST_F(LangSmithTracing, ATraceOfAnOlderVersionIsScrubbedBeforeItIsSent) {
  const TraceTime start = trace_now();
  const std::string id = "0190a5b2-7c1d-7e8f-9a0b-1c2d3e4f5a6b";
  const std::string order = order_segment(start, id);
  settings_.hides_outputs = true;
  LangSmithSpool spool(folder_ / "spool", 1'000'000);
  const std::string secret = planted_secrets()[0].text;
  nlohmann::ordered_json inputs{{"Authorization", "Basic dXNlcjpwdw=="}};
  for (const PlantedSecret& planted : planted_secrets()) inputs[planted.path] = planted.text;
  const LangSmithRun run{.id = id,
                         .trace_id = id,
                         .dotted_order = order,
                         .name = "ask",
                         .start = start,
                         .end = start,
                         .inputs = inputs,
                         .outputs = {{"answer", "forty-two"}},
                         .error = secret,
                         .metadata = {{"text", "test-key and " + secret}},
                         .session_name = "default"};
  for (const IngestBody& body : ingest_bodies({&run, 1}, {}, {})) {
    spool.keep_trace(body, TraceTime());
  }
  auto to = client();
  const PushResult pushed = push_spooled(to, spool, {});
  EXPECT_TRUE(pushed.kept.empty()) << pushed.kept.at(0).why.message();
  EXPECT_TRUE(spool.files().empty());
  ASSERT_EQ(runs().size(), 1u);
  const Json sent = runs()[0];
  EXPECT_EQ(sent["id"], id);
  EXPECT_EQ(sent["trace_id"], id);
  EXPECT_EQ(sent["dotted_order"], order);
  EXPECT_EQ(sent["inputs"]["Authorization"], scrubbed_mark);
  EXPECT_EQ(sent["outputs"], Json::object()) << "the settings hide it now";
  EXPECT_EQ(shown_secrets(sent.dump()), "");
  EXPECT_EQ(sent.dump().find("test-key"), std::string::npos);
  EXPECT_NE(sent["error"].get<std::string>().find("[redacted: "), std::string::npos);
}

TEST_F(LangSmithTracing, AKeptTextThatIsNoTraceIsNotSent) {
  LangSmithSpool spool(folder_ / "spool", 1'000'000);
  const std::vector<MultipartPart> parts{{.name = "post.1", .body = "no JSON"}};
  spool.keep_trace({"application/json", "{}"}, TraceTime());
  spool.keep_trace({multipart_content_type("B"), multipart_body(parts, "B")}, TraceTime());
  auto to = client();
  const PushResult pushed = push_spooled(to, spool, {});
  ASSERT_EQ(pushed.kept.size(), 2u);
  for (const PushResult::Kept& kept : pushed.kept) {
    EXPECT_TRUE(kept.why.message().ends_with(" is not a trace for LangSmith"));
  }
  EXPECT_EQ(server_.total().requests, 0u);
}

TEST_F(LangSmithTracing, AFullSpoolTakesNoMore) {
  LangSmithSpool spool(folder_ / "spool", 3000);
  const IngestBody body{"multipart/form-data; boundary=b", std::string(1500, 'x')};
  EXPECT_FALSE(spool.keep_trace(body, TraceTime()).empty());
  EXPECT_TRUE(spool.keep_trace(body, TraceTime()).empty());
  EXPECT_EQ(spool.files().size(), 1u);
}

TEST_F(LangSmithTracing, ASpoolWithForeignFilesIsTold) {
  const LangSmithSpool spool(folder_.path(), 3000);
  folder_.write("trace_1_aaaaaaaa.json", "{}");
  folder_.write("trace_0_bbbbbbbb.json", "no JSON");
  folder_.write("other.json", "{}");
  LangSmithSpool pushed(folder_.path(), 3000);
  auto to = client();
  const PushResult result = push_spooled(to, pushed, {});
  ASSERT_EQ(result.kept.size(), 2u);
  EXPECT_EQ(result.kept[0].file.filename(), "trace_0_bbbbbbbb.json");
  EXPECT_NE(result.kept[0].why.message().find("is not a trace"), std::string::npos);
}

TEST_F(LangSmithTracing, BytesOfEveryLengthSurviveTheSpool) {
  LangSmithSpool spool(folder_ / "spool", 1'000'000);
  for (int size = 0; size < 70; ++size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(i * 41 + size);
    const auto file = spool.keep_trace({"type", bytes}, TraceTime());
    EXPECT_EQ(LangSmithSpool::read_trace(file).bytes, bytes);
  }
}

TEST_F(LangSmithTracing, ADamagedBodyIsNotSentInPart) {
  LangSmithSpool spool(folder_ / "spool", 1'000'000);
  const auto file = spool.keep_trace({"type", "some bytes"}, TraceTime());
  std::string text = read_file(file);
  text[text.find("body_base64") + 18] = '!';
  replace_file_atomically(file, text);
  EXPECT_THROW(LangSmithSpool::read_trace(file), Error);
}

TEST_F(LangSmithTracing, ThreadsShareATrace) {
  LangSmithTracer tracer(settings_);
  TracedRun root = tracer.start("ask", "chain", {});
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&root] {
        for (int k = 0; k < 25; ++k) root.start("step", "tool", {}).finish({});
      });
    }
  }
  root.finish({});
  auto to = client();
  EXPECT_EQ(tracer.deliver(to, nullptr, {}), "");
  EXPECT_EQ(runs().size(), 101u);
}

TEST_F(LangSmithTracing, WhatNeverEndedEndsWithItsRoot) {
  LangSmithTracer tracer(settings_);
  TracedRun root = tracer.start("ask", "chain", {});
  TracedRun open = root.start("step", "tool", {});
  root.finish({});
  open.fail("too late");
  auto to = client();
  EXPECT_EQ(tracer.deliver(to, nullptr, {}), "");
  EXPECT_EQ(runs()[1]["end_time"], runs()[0]["end_time"]);
  EXPECT_FALSE(runs()[1].contains("error"));
}

class FixedModel final : public ChatModel {
 public:
  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest& request, const std::stop_token&) override {
    if (request.messages.empty()) throw Error(ErrorCode::provider, "nothing was asked");
    return {.text = "Paris", .usage = {.input_tokens = 7, .output_tokens = 2}, .cost_usd = 0.25};
  }

 private:
  ChatModelDescription description_{"openai", "m"};
};

TEST(TracedChatModel, MakesARunOfEachCallGoodOrBad) {
  ConformanceServer server;
  const auto transport = make_curl_transport();
  LangSmithSettings settings{.endpoint = server.langsmith_url(), .api_key = "test-key"};
  settings.tracing = true;
  LangSmithTracer tracer(settings);
  FixedModel model;
  TracedRun root = tracer.start("ask", "chain", {{"question", "which"}});
  TracedChatModel traced(model, root, "answer");
  EXPECT_EQ(traced.description().model, "m");
  EXPECT_EQ(traced.complete({.messages = {{.content = "capital?"}}}, {}).text, "Paris");
  EXPECT_THROW(traced.complete({}, {}), Error);
  root.finish({{"answer", "Paris"}});
  LangSmithClient client(*transport, settings);
  EXPECT_EQ(tracer.deliver(client, nullptr, {}), "");
  const auto runs = nlohmann::json::parse(server.langsmith_state())["runs"];
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[1]["name"], "answer");
  EXPECT_EQ(runs[1]["run_type"], "llm");
  EXPECT_EQ(runs[1]["parent_run_id"], runs[0]["id"]);
  EXPECT_EQ(runs[1]["inputs"]["messages"][0]["content"], "capital?");
  EXPECT_EQ(runs[1]["outputs"]["messages"][0]["content"], "Paris");
  EXPECT_EQ(runs[1]["outputs"]["usage_metadata"]["total_tokens"], 9);
  EXPECT_EQ(runs[1]["outputs"]["usage_metadata"]["total_cost"], 0.25);
  EXPECT_EQ(runs[1]["extra"]["metadata"]["ls_provider"], "openai");
  EXPECT_EQ(runs[2]["error"], "nothing was asked");
}

TEST(TracedChatModel, OutsideATraceItIsTheModel) {
  FixedModel model;
  TracedChatModel traced(model, TracedRun(), "answer");
  EXPECT_EQ(traced.complete({.messages = {{.content = "capital?"}}}, {}).text, "Paris");
}

}  // namespace
}  // namespace gitctx

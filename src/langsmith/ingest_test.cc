#include "langsmith/ingest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "http/curl_transport.h"
#include "testing/conformance/conformance_server.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

TraceTime at(std::int64_t micros) { return TraceTime(std::chrono::microseconds(micros)); }

LangSmithRun run_named(std::string name, TimedIds& ids) {
  LangSmithRun run{.name = std::move(name), .start = at(1'000'000), .end = at(2'000'000)};
  run.id = ids.next(run.start);
  run.trace_id = run.id;
  run.dotted_order = order_segment(run.start, run.id);
  run.session_name = "project";
  return run;
}

LangSmithFeedback feedback_on(const LangSmithRun& run, double score, TimedIds& ids) {
  return {.id = ids.next(run.end),
          .run_id = run.id,
          .trace_id = run.trace_id,
          .start = run.start,
          .key = "correct",
          .score = score};
}

struct Served {
  explicit Served(ConformanceOptions options = {}) : server(std::move(options)) {
    settings.endpoint = server.langsmith_url();
    settings.api_key = "test-key";
  }
  LangSmithClient client() { return {*transport, settings, {.attempts = 1}}; }
  Json state() const { return Json::parse(server.langsmith_state()); }

  ConformanceServer server;
  std::unique_ptr<HttpTransport> transport = make_curl_transport();
  LangSmithSettings settings;
};

TEST(LangSmithIngest, ABodyIsMadeOfPartsThatTellTheirLengths) {
  LangSmithRun run{.id = "01a2029f-c2bd-7000-8000-02fe2fde0872",
                   .trace_id = "01a2029f-c2bd-7000-8000-02fe2fde0872",
                   .dotted_order = "D",
                   .name = "ask",
                   .start = at(0),
                   .end = at(1'500'000),
                   .inputs = {{"question", "why"}},
                   .error = "no \"model\"",
                   .metadata = {{"model", "m"}},
                   .session_name = "default"};
  const auto bodies = ingest_bodies(std::span(&run, 1), {}, {});
  ASSERT_EQ(bodies.size(), 1u);
  const std::string_view type = bodies[0].content_type;
  const std::string boundary(type.substr(type.find("boundary=") + 9));
  const auto part = [&](std::string_view name, std::string_view body) {
    return fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"post.{}{}\"\r\n"
        "Content-Type: application/json; length={}\r\n\r\n{}\r\n",
        boundary, run.id, name, body.size(), body);
  };
  EXPECT_EQ(bodies[0].bytes,
            part("", R"({"id":"01a2029f-c2bd-7000-8000-02fe2fde0872",)"
                     R"("trace_id":"01a2029f-c2bd-7000-8000-02fe2fde0872","dotted_order":"D",)"
                     R"("name":"ask","run_type":"chain",)"
                     R"("start_time":"1970-01-01T00:00:00.000000Z",)"
                     R"("end_time":"1970-01-01T00:00:01.500000Z","session_name":"default"})") +
                part(".inputs", R"({"question":"why"})") + part(".error", R"("no \"model\"")") +
                part(".extra", R"({"metadata":{"model":"m"}})") + "--" + boundary + "--\r\n");
}

TEST(LangSmithIngest, BodiesKeepWithinOperationsAndBytes) {
  TimedIds ids(1);
  std::vector<LangSmithRun> runs;
  for (int i = 0; i < 250; ++i) runs.push_back(run_named("r", ids));
  EXPECT_EQ(ingest_bodies(runs, {}, {.batch_operations = 100}).size(), 3u);
  EXPECT_EQ(ingest_bodies(runs, {}, {.batch_operations = 250}).size(), 1u);
  const auto small = ingest_bodies(runs, {}, {.batch_bytes = 20'000});
  EXPECT_GT(small.size(), 3u);
  for (const IngestBody& body : small) EXPECT_LE(body.bytes.size(), 20'000u);
  runs.resize(2);
  runs[0].inputs = {{"text", std::string(50'000, 'x')}};
  EXPECT_EQ(ingest_bodies(runs, {}, {.batch_bytes = 20'000}).size(), 2u);
}

TEST(LangSmithIngest, RunsAndFeedbackArrive) {
  Served served;
  auto client = served.client();
  TimedIds ids(1);
  const LangSmithRun run = run_named("one", ids);
  const LangSmithFeedback feedback = feedback_on(run, 0.123456, ids);
  ingest(client, std::span(&run, 1), std::span(&feedback, 1), {});
  const Json state = served.state();
  EXPECT_EQ(state["runs"][0]["name"], "one");
  EXPECT_EQ(state["feedback"][0]["score"], 0.1235);
  EXPECT_EQ(state["feedback"][0]["run_id"], run.id);
  // Delivering the same run again is not an error.
  ingest(client, std::span(&run, 1), std::span(&feedback, 1), {});
  EXPECT_EQ(served.state(), state);
}

TEST(LangSmithIngest, WithoutMultipartTheSameArrives) {
  for (const bool says_so : {true, false}) {
    ConformanceOptions options{.multipart_runs = !says_so};
    Served served(options);
    if (!says_so) {
      served.server.inject({.path = "/runs/multipart", .status = 404, .times = -1});
    }
    auto client = served.client();
    TimedIds ids(1);
    std::vector<LangSmithRun> runs;
    for (int i = 0; i < 101; ++i) runs.push_back(run_named(fmt::format("r{}", i), ids));
    const LangSmithFeedback feedback = feedback_on(runs[100], 1, ids);
    for (int again = 0; again < 2; ++again) {
      ingest(client, runs, std::span(&feedback, 1), {});
      EXPECT_EQ(served.state()["runs"].size(), 101u);
      EXPECT_EQ(served.state()["feedback"].size(), 1u);
    }
    EXPECT_EQ(served.server.total("POST /langsmith/runs/batch").requests, 4u);
    EXPECT_EQ(served.server.total("/runs/multipart").requests, says_so ? 0u : 1u);
  }
}

TEST(LangSmithIngest, TheProbeIsOneShortAttemptAndItsFailureIsKept) {
  Served served;
  served.server.inject({.path = "/info", .status = 500, .times = -1});
  auto client = served.client();
  EXPECT_EQ(client.capabilities({}).batch_operations, 100u);
  EXPECT_TRUE(client.capabilities({}).takes_multipart_runs);
  EXPECT_EQ(served.server.total("/info").requests, 1u);
}

TEST(LangSmithIngest, BrokenUtf8IsReplacedOnTheWire) {
  Served served;
  auto client = served.client();
  TimedIds ids(1);
  LangSmithRun run = run_named("\xff", ids);
  run.inputs = {{"text", "a\xc3"}};
  ingest(client, std::span(&run, 1), {}, {});
  EXPECT_EQ(served.state()["runs"][0]["inputs"]["text"], "a\uFFFD");
}

}  // namespace
}  // namespace gitctx

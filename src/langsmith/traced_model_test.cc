#include "langsmith/traced_model.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "http/curl_transport.h"
#include "testing/conformance/conformance_server.h"

namespace gitctx {
namespace {

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

#include "eval/prompts/prompt_run.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "eval/prompts/prompt_page.h"
#include "eval/prompts/prompt_run_record.h"
#include "eval/prompts/reply_cassette.h"
#include "eval/prompts/run_store.h"
#include "testing/planted_secrets.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

/// A run with the text in every place that holds text of the repository.
PromptRun run_with(const std::string& text) {
  PromptRun run{.suite = text, .purpose = text, .target = "answer", .model = text, .judge = text};
  run.metadata = {{"replies", text}, {text, "value"}};
  run.stopped = text;
  ExampleResult& result = run.results.emplace_back();
  result.example.id = text;
  result.example.split = text;
  result.example.inputs = {{"question", text}, {text, "value"}};
  result.example.reference.text = text;
  result.example.reference.contains = {text};
  result.output.text = text;
  result.output.rejected_citations = {text};
  result.error = text;
  result.scores = {{.name = text, .value = 1, .comment = text}};
  result.steps.push_back(
      {.kind = RunStep::Kind::model, .name = text, .model = text, .output = text});
  result.steps[0].messages = {{ChatMessage::Role::user, text}};
  result.is_done = true;
  return run;
}

TEST(RedactRun, LeavesNoSecretInPagesRecordsAndTheStore) {
  const TempDir dir;
  for (const PlantedSecret& secret : planted_secrets()) {
    PromptRun run = run_with(secret.text);
    redact_run(run);
    const std::string record = prompt_run_json(run, RecordDetail::all);
    EXPECT_TRUE(hides(record, secret)) << record;
    EXPECT_EQ(render_prompt_page(run, nullptr, {}).find(secret.value), std::string::npos);
    RunStore::open(dir / "evals.db").add(run);
  }
  const std::string stored = read_file(dir / "evals.db");
  EXPECT_EQ(shown_secrets(stored), "");
}

TEST(RedactRun, IsAlsoDoneToRecordsOfOlderVersions) {
  const PlantedSecret secret = planted_secrets()[0];
  const std::string record = prompt_run_json(run_with(secret.text), RecordDetail::all);
  EXPECT_NE(record.find(secret.value), std::string::npos);
  const PromptRun run = parse_prompt_run(record, "run 1");
  EXPECT_EQ(prompt_run_json(run, RecordDetail::all).find(secret.value), std::string::npos);
}

TEST(RedactRun, CassettesHoldNoSecrets) {
  ReplyCassette cassette({.model = "scripted/model", .judge = "", .note = "a test"}, nullptr);
  for (const PlantedSecret& secret : planted_secrets()) {
    ChatRequest request;
    request.messages = {{ChatMessage::Role::user, secret.text}};
    cassette.keep(secret.path, request, {.text = secret.text});
  }
  const std::string yaml = cassette.yaml();
  EXPECT_EQ(shown_secrets(yaml), "");
}

}  // namespace
}  // namespace gitctx

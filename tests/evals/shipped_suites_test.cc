// Replays the suites in evals/ over evals/repository, without a network or an API key. The results
// must equal the baselines exactly. tests/evals/update.sh rewrites the recorded replies and the
// baselines; it uses the model of extractive_model.h instead of a real model.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/services/prompt_eval.h"
#include "base/error.h"
#include "base/file.h"
#include "core/storage_paths.h"
#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_page.h"
#include "eval/prompts/prompt_run_record.h"
#include "eval/prompts/prompt_runner.h"
#include "eval/prompts/reply_cassette.h"
#include "llm/prompts/prompt_library.h"
#include "testing/repo_builder.h"
#include "tests/evals/extractive_model.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

const fs::path evals = fs::path(GITCTX_SOURCE_DIR) / "evals";
constexpr const char* recorded_from =
    "Recorded from a deterministic scripted model (tests/evals/extractive_model.h) that answers by "
    "the words a question shares with the code, not from a hosted one: the figures say that "
    "nothing has changed, not how good a model is. Times are left out, costs are made up.";

bool is_update() {
  const char* const update = std::getenv("UPDATE");
  return update != nullptr && *update != '\0';
}

/// Adds the files that the suites search, which are the files of evals/repository.
void add_evals(RepoBuilder& repo) {
  for (const auto& entry : fs::recursive_directory_iterator(evals / "repository")) {
    if (!entry.is_regular_file()) continue;
    repo.write("evals/repository/" + fs::relative(entry.path(), evals / "repository").string(),
               read_file(entry.path()));
  }
  repo.commit("Parcels");
}

/// Stores replies without their times, which differ between runs.
class TimelessStore final : public ReplyStore {
 public:
  explicit TimelessStore(ReplyCassette& cassette) : cassette_(cassette) {}
  std::optional<ChatReply> find(const std::string& key, const ChatRequest& request) override {
    return cassette_.find(key, request);
  }
  void keep(const std::string& key, const ChatRequest& request, const ChatReply& reply) override {
    ChatReply timeless = reply;
    timeless.ms = 0;
    cassette_.keep(key, request, timeless);
  }

 private:
  ReplyCassette& cassette_;
};

class ShippedSuite : public testing::TestWithParam<const char*> {
 protected:
  ShippedSuite() : file_(evals / GetParam()), suite_(load_prompt_suite(file_)) { add_evals(repo_); }

  PromptRun run(ReplyStore* replies, const std::shared_ptr<ChatModel>& model) {
    EvalRequest request;
    request.suite = &suite_;
    request.load_prompt = [this](const std::string& name) {
      const fs::path file = prompts_folder(repo_.path()) / (name + ".yml");
      const auto yaml = read_file_if_present(file);
      return yaml ? parse_replacement(name, *yaml, file.string()) : built_in_prompt(name);
    };
    request.layout = require_repository(repo_.path(), GitEnvironment{});
    request.embedders = embedders_.get();
    request.commit = repo_.rev_parse("HEAD");
    request.models = {model, model, ModelPrice{}, ModelPrice{}};
    request.model_title = ExtractiveModel::title;
    request.judge_title = ExtractiveModel::title;
    request.replies = replies;
    const EvalServiceSet set(std::move(request), {}, {});
    return run_prompt_suite(suite_, set.services(), {.jobs = 2}, {}, {});
  }

  fs::path cassette_file() const { return evals / "cassettes" / GetParam(); }
  fs::path baseline_file() const { return fs::path(file_).replace_extension(".baseline.json"); }
  bool asks_models() const { return needs_model(suite_) || needs_judge(suite_); }

  PromptRun baseline() const {
    return parse_prompt_run(read_file(baseline_file()), baseline_file().string());
  }

  fs::path file_;
  PromptSuite suite_;
  RepoBuilder repo_;
  std::unique_ptr<EmbedderSource> embedders_ = make_local_embedders({});
};

TEST_P(ShippedSuite, GivesItsBaselineByReplay) {
  if (is_update()) {
    ReplyCassette cassette({.model = needs_model(suite_) ? ExtractiveModel::title : "",
                            .judge = needs_judge(suite_) ? ExtractiveModel::title : "",
                            .note = recorded_from});
    TimelessStore replies(cassette);
    const PromptRun recorded = run(&replies, std::make_shared<ExtractiveModel>());
    if (asks_models()) replace_file_atomically(cassette_file(), cassette.yaml());
    replace_file_atomically(baseline_file(), prompt_run_json(recorded, RecordDetail::baseline));
  }
  std::optional<ReplyCassette> cassette;
  if (asks_models()) {
    cassette.emplace(ReplyCassette::parse(read_file(cassette_file()), cassette_file().string()));
  }
  const PromptRun replayed = run(cassette ? &*cassette : nullptr, nullptr);
  const PromptRun before = baseline();
  const PromptComparison comparison = compare_prompt_runs(before, replayed);
  for (const GateFinding& finding : check_gate(replayed, &comparison)) {
    ADD_FAILURE() << finding_text(finding);
  }
  EXPECT_EQ(prompt_run_json(replayed, RecordDetail::baseline), read_file(baseline_file()))
      << "if that is right: tests/evals/update.sh";
  EXPECT_EQ(replayed.paid_usd, 0);
}

INSTANTIATE_TEST_SUITE_P(Evals, ShippedSuite,
                         testing::Values("symbol.yml", "behaviour.yml", "rerank.yml",
                                         "answer.yml"));

class WorsenedPrompt : public ShippedSuite {};

/// An answer prompt that lacks the rule to use only the sources.
constexpr const char* worse_prompt = R"(name: answer
version: 2
purpose: Answers a question about a repository.
model: {temperature: 0, max_output_tokens: 1200}
messages:
  - role: system
    content: You are a helpful assistant. Answer questions about code.
  - role: user
    content: |
      {{sources}}

      Question:
      {{question}}
)";

TEST_P(WorsenedPrompt, FailsTheGateAndNamesTheExamples) {
  repo_.write(".gitctx/prompts/answer.yml", worse_prompt);
  const auto model = std::make_shared<ExtractiveModel>();
  const PromptRun worse = run(nullptr, model);
  EXPECT_GT(model->calls(), 0);
  const PromptRun before = baseline();
  const PromptComparison comparison = compare_prompt_runs(before, worse);
  const auto findings = check_gate(worse, &comparison);
  ASSERT_FALSE(is_passed(findings));
  const auto fall = std::ranges::find_if(findings, [](const GateFinding& finding) {
    return finding.what.starts_with("accuracy fell from ");
  });
  ASSERT_NE(fall, findings.end());
  ASSERT_FALSE(fall->examples.empty());
  for (const ExampleChange& change : comparison.worse) {
    EXPECT_NE(std::ranges::find(fall->examples, change.id), fall->examples.end());
  }
  EXPECT_NE(finding_text(*fall).find(fall->examples.front()), std::string::npos);
  // With EVAL_PAGE=FILE, writes the page to FILE for inspection.
  if (const char* const page = std::getenv("EVAL_PAGE")) {
    replace_file_atomically(page, render_prompt_page(worse, &comparison, findings));
  }
}

TEST_P(WorsenedPrompt, HasNoRecordedReplies) {
  repo_.write(".gitctx/prompts/answer.yml", worse_prompt);
  ReplyCassette cassette =
      ReplyCassette::parse(read_file(cassette_file()), cassette_file().string());
  EXPECT_THROW(run(&cassette, nullptr), Error) << "a replay never passes for another prompt";
}

INSTANTIATE_TEST_SUITE_P(Evals, WorsenedPrompt, testing::Values("answer.yml"));

}  // namespace
}  // namespace gitctx

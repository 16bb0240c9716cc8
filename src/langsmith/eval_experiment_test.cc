#include "langsmith/eval_experiment.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "eval/prompts/prompt_suite.h"

namespace gitctx {
namespace {

constexpr const char* runner = "gitctx/1.0";

PromptRun small_run() {
  PromptRun run;
  run.suite = "answer";
  run.purpose = "answers";
  run.target = "answer";
  run.commit = "abc";
  run.model = "openai/m";
  ExampleResult result;
  result.example.id = "late";
  result.example.inputs = {{"question", "When?"}};
  result.example.reference.text = "Never.";
  result.example.reference.parts = {{"a.c", LineRange{1, 3}}, {"b.c", std::nullopt}};
  result.example.split = "test";
  result.output.text = "Now [a.c:1-3]";
  result.scores = {{.name = "exact", .group = ScoreGroup::accuracy, .value = 0.5}};
  result.steps = {{.kind = RunStep::Kind::retrieval, .name = "search", .chunks = {{.path = "a.c"}}},
                  {.kind = RunStep::Kind::model, .name = "answer", .model = "m-2026"},
                  {.kind = RunStep::Kind::judge, .name = "judge", .model = "openai/j"}};
  result.is_done = true;
  run.results.push_back(result);
  result.repetition = 1;
  run.results.push_back(result);
  result.example.id = "stopped";
  result.is_done = false;
  run.results.push_back(result);
  return run;
}

TEST(ExperimentOf, HasOneExampleForAllRepetitionsAndNoneThatWasNotAsked) {
  const ExperimentRecord record = experiment_of(small_run(), runner);
  EXPECT_EQ(record.dataset, "gitctx-answer");
  ASSERT_EQ(record.examples.size(), 1u);
  EXPECT_EQ(record.examples[0].split, "test");
  EXPECT_EQ(record.examples[0].inputs["question"], "When?");
  ASSERT_EQ(record.runs.size(), 2u);
  EXPECT_EQ(record.runs[1].example, 0u);
  EXPECT_EQ(record.metadata["revision_id"], "abc");
  EXPECT_EQ(record.metadata["runner"], runner);
}

TEST(ExperimentOf, HasRetrievalsAndCallsInsideAndScoresBeside) {
  const ExperimentRecord record = experiment_of(small_run(), runner);
  const ExperimentRun& run = record.runs[0];
  ASSERT_EQ(run.root.steps.size(), 2u);
  EXPECT_EQ(run.root.steps[0].run_type, "retriever");
  EXPECT_EQ(run.root.steps[0].outputs["documents"][0]["metadata"]["path"], "a.c");
  EXPECT_EQ(run.root.steps[1].run_type, "llm");
  EXPECT_EQ(run.root.steps[1].metadata["ls_model_name"], "m-2026");
  EXPECT_EQ(run.root.steps[1].metadata["ls_provider"], "openai");
  EXPECT_EQ(run.scores[0].key, "exact");
  EXPECT_EQ(run.scores[0].score, 0.5);
  EXPECT_EQ(run.scores[1].key, "accuracy");
}

TEST(ExperimentOf, TheSameRunIsTheSameExperiment) {
  PromptRun run = small_run();
  run.started_ms = 1'700'000'000'000;
  // The same run, without the fields that the run store does not keep.
  PromptRun stored = run;
  stored.results[0].steps[0].chunks[0].text = "int a;";
  stored.results[0].latency_ms += 1e-7;
  const ExperimentRecord record = experiment_of(run, runner);
  const ExperimentRecord again = experiment_of(stored, runner);
  EXPECT_EQ(record.id, again.id);
  EXPECT_EQ(record.runs[1].root.steps[1].id, again.runs[1].root.steps[1].id);
  EXPECT_EQ(record.runs[1].scores[0].id, again.runs[1].scores[0].id);
  EXPECT_EQ(record.summary[0].id, again.summary[0].id);
  ++stored.started_ms;
  EXPECT_NE(record.id, experiment_of(stored, runner).id);
}

TEST(ComparisonOf, SaysWhichAnswerIsBetterAndLinksBoth) {
  PromptRun before = small_run();
  before.id = 3;
  before.started_ms = 1'700'000'000'000;
  PromptRun now = before;
  now.id = 4;
  now.started_ms += 1000;
  now.results[0].scores[0].value = 1;
  now.results[1].scores[0].value = 0.5 + 1e-7;
  const ExperimentComparison comparison =
      comparison_of(SentRun(before, runner), SentRun(now, runner));
  EXPECT_EQ(comparison.name, "answer: run 3 and run 4");
  EXPECT_EQ(comparison.experiment_ids,
            (std::vector{experiment_of(before, runner).id, experiment_of(now, runner).id}));
  ASSERT_EQ(comparison.judgements.size(), 2u);
  EXPECT_EQ(comparison.judgements[0].best, 1u);
  EXPECT_EQ(comparison.judgements[0].comment, "accuracy 0.500 and 1.000");
  EXPECT_EQ(comparison.judgements[0].run_ids,
            (std::vector{experiment_of(before, runner).runs[0].root.id,
                         experiment_of(now, runner).runs[0].root.id}));
  EXPECT_EQ(comparison.judgements[1].best, std::nullopt);
}

TEST(ComparisonOf, IsOfTwoRunsOfOneSuite) {
  PromptRun run = small_run();
  EXPECT_THROW(check_comparable(run, run), Error);
  run.started_ms = 1;
  PromptRun other = run;
  other.suite = "rerank";
  EXPECT_THROW(check_comparable(run, other), Error);
}

TEST(ExamplesYamlOf, IsWhatASuiteReads) {
  const ExperimentRecord record = experiment_of(small_run(), runner);
  const auto examples = parse_suite_examples(examples_yaml_of(record.examples), "pulled");
  ASSERT_EQ(examples.size(), 1u);
  EXPECT_EQ(examples[0].inputs, (TextByName{{"question", "When?"}}));
  EXPECT_EQ(examples[0].reference, small_run().results[0].example.reference);
  EXPECT_EQ(examples[0].split, "test");
}

}  // namespace
}  // namespace gitctx

#include "langsmith/record.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json_text.h"
#include "testing/planted_secrets.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

TraceTime at(std::int64_t micros) { return TraceTime(std::chrono::microseconds(micros)); }

LangSmithRun step(std::string name, std::int64_t start, std::int64_t end) {
  return {.name = std::move(name), .start = at(start), .end = at(end)};
}

ExperimentRecord two_answers() {
  ExperimentRecord record{.dataset = "capitals", .name = "run", .start = at(10), .end = at(90)};
  record.examples.push_back({.inputs = {{"country", "France"}}, .outputs = {{"city", "Paris"}}});
  record.examples.push_back({.inputs = {{"country", "Spain"}}, .split = "hard"});
  record.runs.push_back({0, step("target", 10, 20), {{.key = "correct", .score = 0.25}}});
  record.runs.push_back({1, step("target", 30, 40), {{.key = "correct", .comment = "no judge"}}});
  record.runs[0].root.steps = {step("search", 11, 12), step("model", 13, 14)};
  record.runs[1].root.error = "the model was away";
  record.summary.push_back({.key = "mean_ms", .score = 12.5, .is_lower_better = true});
  return record;
}

TEST(ExperimentRecord, IsReadAsItWasWritten) {
  TimedIds ids(1);
  const ExperimentRecord record = with_ids(two_answers(), ids);
  const std::string json = experiment_json(record);
  const ExperimentRecord read = parse_experiment(json, "file");
  EXPECT_EQ(experiment_json(read), json);
  EXPECT_EQ(read.runs[0].root.steps[1].name, "model");
  EXPECT_EQ(read.runs[1].scores[0].score, std::nullopt);
  EXPECT_EQ(read.summary[0].is_lower_better, true);
  EXPECT_EQ(read.end, at(90));
}

TEST(ExperimentRecord, IdsOfExamplesComeFromTheirContent) {
  TimedIds ids(1);
  TimedIds others(2);
  ExperimentRecord turned = two_answers();
  std::swap(turned.examples[0], turned.examples[1]);
  const ExperimentRecord a = with_ids(two_answers(), ids);
  const ExperimentRecord b = with_ids(turned, others);
  EXPECT_EQ(a.examples[0].id, b.examples[1].id);
  EXPECT_EQ(a.examples[1].id, b.examples[0].id);
  EXPECT_NE(a.runs[0].root.id, b.runs[0].root.id);
  ExperimentRecord elsewhere = two_answers();
  elsewhere.dataset = "other";
  EXPECT_NE(with_ids(elsewhere, ids).examples[0].id, a.examples[0].id);
}

TEST(ExperimentRecord, TheOrderOfMembersMakesNoOtherExample) {
  TimedIds ids(1);
  ExperimentRecord record{.dataset = "d"};
  record.examples.push_back({.inputs = {{"a", 1}, {"b", 2}}});
  ExperimentRecord turned{.dataset = "d"};
  turned.examples.push_back({.inputs = {{"b", 2}, {"a", 1}}});
  EXPECT_EQ(with_ids(record, ids).examples[0].id, with_ids(turned, ids).examples[0].id);
}

TEST(ExperimentRecord, TheSameQuestionTwiceIsTwoExamples) {
  TimedIds ids(1);
  ExperimentRecord record{.dataset = "d"};
  record.examples.resize(2, {.inputs = {{"q", "same"}}});
  const ExperimentRecord filled = with_ids(record, ids);
  EXPECT_NE(filled.examples[0].id, filled.examples[1].id);
}

TEST(ExperimentRecord, GivenIdsStay) {
  TimedIds ids(1);
  const ExperimentRecord once = with_ids(two_answers(), ids);
  const ExperimentRecord twice = with_ids(once, ids);
  EXPECT_EQ(experiment_json(once), experiment_json(twice));
}

TEST(ExperimentRecord, SiblingsStartOneAfterTheOtherAndInsideTheirParent) {
  TimedIds ids(1);
  ExperimentRecord record{.dataset = "d", .examples = {{}}};
  record.runs.push_back({0, step("target", 100, 200), {}});
  record.runs[0].root.steps = {step("early", 50, 60), step("same", 100, 110),
                               step("same again", 100, 110)};
  record.runs[0].root.steps[2].steps = {step("inner", 1, 2)};
  const ExperimentRecord filled = with_ids(record, ids);
  const auto& steps = filled.runs[0].root.steps;
  EXPECT_EQ(steps[0].start, at(100));
  EXPECT_EQ(steps[0].end, at(100));
  EXPECT_EQ(steps[1].start, at(101));
  EXPECT_EQ(steps[2].start, at(102));
  EXPECT_EQ(steps[2].steps[0].start, at(102));
}

TEST(ExperimentRecord, ScrubbingKnowsThePlantedSecrets) {
  for (const PlantedSecret& secret : planted_secrets()) {
    ExperimentRecord record = two_answers();
    record.examples[0].inputs = {{"question", secret.text}};
    record.runs[0].root.outputs = {{"documents", {{{"page_content", secret.text}}}}};
    scrub_record(record, {});
    EXPECT_EQ(experiment_json(record).find(secret.value), std::string::npos) << secret.path;
  }
}

TEST(ExperimentRecord, ScrubbingReplacesSecretsInEveryText) {
  const std::string secrets[]{"the-secret-key"};
  const std::string text = "a the-secret-key b\xff";
  const std::string scrubbed = "a [redacted: credential] b\uFFFD";
  ExperimentRecord record = two_answers();
  record.description = text;
  record.metadata = {{"note", text}, {"x-api-key", "short"}};
  record.examples[0].outputs = {{"list", {text, 1}}};
  record.runs[0].root.steps[1].error = text;
  record.runs[0].scores[0].comment = text;
  record.summary[0].comment = text;
  scrub_record(record, secrets);
  EXPECT_EQ(record.description, scrubbed);
  EXPECT_EQ(record.metadata["x-api-key"], "[redacted: credential]");
  EXPECT_EQ(record.runs[0].root.steps[1].error, scrubbed);
  EXPECT_EQ(record.runs[0].scores[0].comment, scrubbed);
  EXPECT_EQ(record.runs[0].scores[0].score, 0.25);
  EXPECT_EQ(record.summary[0].comment, scrubbed);
  const std::string json = experiment_json(record);
  EXPECT_EQ(json.find("the-secret-key"), std::string::npos);
  // Scrubbing a record has the same effect as scrubbing the JSON document of the record.
  Json document = Json::parse(json);
  scrub_json(document, secrets);
  EXPECT_EQ(json_text(document), json);
}

TEST(ExperimentRecord, WhatIsNoneIsRefused) {
  for (const char* const text : {"", "[]", "{}", R"({"version":1})", "{\"version\":\"x\"}"}) {
    EXPECT_THROW(parse_experiment(text, "spooled"), Error) << text;
  }
  try {
    parse_experiment(R"({"version":2})", "spooled");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "spooled was written by a newer gitctx");
  }
  TimedIds ids(1);
  Json document = Json::parse(experiment_json(with_ids(two_answers(), ids)));
  document["runs"][0]["example"] = 2;
  EXPECT_THROW(parse_experiment(document.dump(), "spooled"), Error);
}

TEST(ExperimentRecord, AnIdThatIsNotAUuidIsRefused) {
  TimedIds ids(1);
  const Json document = Json::parse(experiment_json(with_ids(two_answers(), ids)));
  EXPECT_NO_THROW(parse_experiment(document.dump(), "spooled"));
  const Json::json_pointer run("/runs/0");
  for (const Json::json_pointer& pointer :
       {Json::json_pointer("/id"), Json::json_pointer("/examples/0/id"), run / "root" / "id",
        run / "scores" / 0 / "id"}) {
    ASSERT_TRUE(document.contains(pointer)) << pointer;
    for (const char* id : {"../../../prompts/x", "x", "01a2029f-c2bd-7000-8000-02fe2fde087?",
                           "01a2029fac2bd-7000-8000-02fe2fde0872"}) {
      Json changed = document;
      changed[pointer] = id;
      EXPECT_THROW(parse_experiment(changed.dump(), "spooled"), Error) << pointer << " " << id;
    }
  }
}

}  // namespace
}  // namespace gitctx

#include "langsmith/experiment.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "http/curl_transport.h"
#include "langsmith/dataset.h"
#include "testing/conformance/conformance_server.h"
#include "testing/planted_secrets.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

TraceTime at(std::int64_t micros) { return TraceTime(std::chrono::microseconds(micros)); }

ExperimentRecord answers_to(int examples) {
  ExperimentRecord record{.dataset = "numbers", .name = "squares", .start = at(0), .end = at(9000)};
  record.metadata = {{"commit", "abc"}, {"model", "m"}};
  for (int i = 0; i < examples; ++i) {
    record.examples.push_back({.inputs = {{"n", i}}, .outputs = {{"square", i * i}}});
    ExperimentRun run{.example = static_cast<std::size_t>(i)};
    run.root = {.name = "target", .start = at(10 * i), .end = at(10 * i + 5)};
    run.root.inputs = {{"n", i}};
    run.root.outputs = {{"square", i}};
    run.root.steps.push_back({.name = "search", .run_type = "retriever", .start = run.root.start});
    run.scores.push_back({.key = "correct", .score = i < 2 ? 1 : 0});
    record.runs.push_back(std::move(run));
  }
  record.summary.push_back({.key = "accuracy", .score = 2.0 / examples, .comment = "0.1 to 0.9"});
  return record;
}

class LangSmithExperiment : public testing::Test {
 protected:
  LangSmithExperiment() {
    settings_.endpoint = server_.langsmith_url();
    settings_.api_key = key_;
  }
  LangSmithClient client() { return {*transport_, settings_, {.attempts = 1}}; }
  Json state() const { return Json::parse(server_.langsmith_state()); }
  /// Everything about an upload that is shown to the user or written to a file.
  std::string visible(const UploadResult& result) const {
    std::string text = result.link + result.kept.string() + result.experiment_name;
    if (result.failure) text += result.failure->message() + result.failure->hint();
    for (const auto& file : spool_.files()) text += read_file(file);
    return text;
  }

  const std::string key_ = "lsv2_pt_0123456789abcdef_secret";
  ConformanceServer server_{{.api_key = key_}};
  std::unique_ptr<HttpTransport> transport_ = make_curl_transport();
  LangSmithSettings settings_;
  TempDir folder_;
  LangSmithSpool spool_{folder_ / "spool", 1'000'000};
};

TEST_F(LangSmithExperiment, IsThereAsAWhole) {
  auto to = client();
  const UploadResult result = upload_experiment(to, answers_to(3), &spool_, {});
  ASSERT_FALSE(result.failure) << result.failure->message();
  const Json kept = state();
  const Json& session = kept["sessions"][0];
  EXPECT_EQ(session["id"], result.experiment_id);
  EXPECT_EQ(session["reference_dataset_id"], kept["datasets"][0]["id"]);
  EXPECT_EQ(session["end_time"], "1970-01-01T00:00:00.009000Z");
  EXPECT_EQ(session["num_examples"], 3);
  const Json& metadata = session["extra"]["metadata"];
  EXPECT_EQ(metadata["commit"], "abc");
  EXPECT_EQ(metadata["dataset_splits"], Json::array({"base"}));
  EXPECT_EQ(metadata["dataset_version"], kept["examples"][2]["modified_at"]);
  ASSERT_EQ(kept["runs"].size(), 6u);
  for (const Json& run : kept["runs"]) {
    EXPECT_EQ(run["session_id"], result.experiment_id);
    EXPECT_EQ(run.contains("reference_example_id"), run["name"] == "target");
  }
  EXPECT_EQ(kept["runs"][0]["extra"]["metadata"]["example_version"],
            kept["examples"][0]["modified_at"]);
  ASSERT_EQ(kept["feedback"].size(), 4u);
  EXPECT_EQ(kept["feedback"][3]["key"], "accuracy");
  EXPECT_EQ(kept["feedback"][3]["run_id"], nullptr);
  EXPECT_EQ(kept["feedback"][3]["score"], 0.6667);
  EXPECT_EQ(result.link, fmt::format("http://localhost:3000/o/{}/datasets/{}/compare"
                                     "?selectedSessions={}",
                                     kept["datasets"][0]["tenant_id"].get<std::string>(),
                                     result.dataset_id, result.experiment_id));
}

TEST_F(LangSmithExperiment, SentTwiceIsThereOnce) {
  auto to = client();
  TimedIds ids(1);
  const ExperimentRecord record = with_ids(answers_to(3), ids);
  const UploadResult first = upload_experiment(to, record, nullptr, {});
  const Json kept = state();
  const UploadResult second = upload_experiment(to, record, nullptr, {});
  EXPECT_FALSE(second.failure);
  EXPECT_EQ(second.link, first.link);
  EXPECT_EQ(state(), kept);
}

TEST_F(LangSmithExperiment, ExamplesAreAddedAndChangedNeverDoubled) {
  auto to = client();
  upload_experiment(to, answers_to(3), nullptr, {});
  const Json before = state()["examples"];
  ExperimentRecord record = answers_to(4);
  record.examples[1].outputs = {{"square", "one"}};
  const UploadResult result = upload_experiment(to, record, nullptr, {});
  ASSERT_FALSE(result.failure) << result.failure->message();
  const Json after = state()["examples"];
  ASSERT_EQ(after.size(), 4u);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1]["id"], before[1]["id"]);
  EXPECT_EQ(after[1]["outputs"]["square"], "one");
  EXPECT_EQ(state()["datasets"].size(), 1u);
  EXPECT_NE(result.experiment_name, "squares");
  EXPECT_TRUE(result.experiment_name.starts_with("squares-"));
}

TEST_F(LangSmithExperiment, WhatIsHiddenIsNotInItsRuns) {
  settings_.hides_inputs = true;
  settings_.hides_outputs = true;
  settings_.hides_metadata = true;
  ExperimentRecord record = answers_to(2);
  record.runs[0].root.metadata = {{"secret", 1}};
  auto to = client();
  ASSERT_FALSE(upload_experiment(to, record, nullptr, {}).failure);
  const Json runs = state()["runs"];
  for (const Json& run : runs) {
    EXPECT_EQ(run["inputs"], Json::object());
    EXPECT_EQ(run.value("outputs", Json::object()), Json::object());
    EXPECT_EQ(run.value("extra", Json::object()).dump().find("secret"), std::string::npos);
  }
}

TEST_F(LangSmithExperiment, ManyExamplesAndTheOldWayOfSendingThem) {
  for (const int count : {99, 100, 101, 230}) {
    ConformanceServer old({.api_key = key_, .multipart_examples = false});
    settings_.endpoint = old.langsmith_url();
    auto to = client();
    const UploadResult result = upload_experiment(to, answers_to(count), nullptr, {});
    ASSERT_FALSE(result.failure) << result.failure->message();
    const auto pulled = pull_dataset(to, "numbers", {});
    ASSERT_EQ(pulled.examples.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(pulled.examples.back().inputs, answers_to(count).examples.back().inputs);
  }
}

TEST_F(LangSmithExperiment, EveryFailureKeepsItAndNamesNoKey) {
  using Kind = InjectedFailure::Kind;
  const auto paths = {"/datasets", "/examples", "/sessions", "/runs", "/feedback"};
  std::vector<InjectedFailure> failures;
  for (const int status : {401, 404, 422, 429, 500}) {
    for (const char* const path : paths) failures.push_back({.path = path, .status = status});
  }
  for (const Kind kind : {Kind::closed, Kind::truncated}) {
    for (const char* const path : paths) failures.push_back({.kind = kind, .path = path});
  }
  int times = 0;
  for (InjectedFailure failure : failures) {
    ConformanceServer failing({.api_key = key_});
    settings_.endpoint = failing.langsmith_url();
    failure.times = -1;
    failing.inject(failure);
    auto to = client();
    ExperimentRecord record = answers_to(2);
    record.runs[0].root.error = "the key " + key_ + " was refused";
    const UploadResult result = upload_experiment(to, record, &spool_, {});
    const std::string what = fmt::format("{} {}", failure.path, failure.status);
    ASSERT_TRUE(result.failure) << what;
    EXPECT_EQ(result.failure->code(), ErrorCode::provider) << what;
    EXPECT_FALSE(result.kept.empty()) << what;
    const std::string seen = visible(result);
    EXPECT_EQ(seen.find(key_), std::string::npos) << what << seen;
    EXPECT_EQ(seen.find("0123456789abcdef"), std::string::npos) << what;
    failing.clear();
    const PushResult pushed = push_spooled(to, spool_, {});
    EXPECT_TRUE(pushed.kept.empty()) << what << ": " << pushed.kept.at(0).why.message();
    EXPECT_EQ(pushed.links.size(), 1u) << what;
    const Json kept = Json::parse(failing.langsmith_state());
    EXPECT_EQ(kept["runs"].size(), 4u) << what;
    EXPECT_EQ(kept["feedback"].size(), 3u) << what;
    EXPECT_EQ(kept["sessions"].size(), 1u) << what;
    EXPECT_EQ(kept["examples"].size(), 2u) << what;
    EXPECT_EQ(kept.dump().find(key_), std::string::npos) << what;
    EXPECT_TRUE(spool_.files().empty()) << what;
    ++times;
  }
  EXPECT_EQ(times, 35);
}

TEST_F(LangSmithExperiment, AnUnreachableLangSmithLosesNothing) {
  settings_.endpoint = "http://127.0.0.1:1";
  auto away = client();
  const UploadResult lost = upload_experiment(away, answers_to(2), &spool_, {});
  ASSERT_TRUE(lost.failure);
  EXPECT_EQ(lost.failure->code(), ErrorCode::provider);
  EXPECT_EQ(push_spooled(away, spool_, {}).kept.size(), 1u);
  ASSERT_EQ(spool_.files().size(), 1u);
  settings_.endpoint = server_.langsmith_url();
  auto back = client();
  EXPECT_EQ(push_spooled(back, spool_, {}).links.size(), 1u);
  EXPECT_EQ(state()["sessions"][0]["id"], lost.experiment_id);
}

TEST_F(LangSmithExperiment, OneOfAnOlderVersionIsScrubbedBeforeItIsSent) {
  ExperimentRecord record = answers_to(1);
  for (const PlantedSecret& secret : planted_secrets()) {
    record.runs[0].root.outputs[secret.path] = secret.text;
  }
  record.runs[0].root.error = "the key " + key_;
  TimedIds ids;
  record = with_ids(std::move(record), ids);
  spool_.keep_experiment(experiment_json(record), TraceTime());
  auto to = client();
  const PushResult pushed = push_spooled(to, spool_, {});
  EXPECT_TRUE(pushed.kept.empty()) << pushed.kept.at(0).why.message();
  const std::string sent = state().dump();
  EXPECT_EQ(shown_secrets(sent), "");
  EXPECT_EQ(sent.find(key_), std::string::npos);
  EXPECT_NE(sent.find("[redacted: aws-access-key]"), std::string::npos);
  EXPECT_EQ(state()["sessions"][0]["id"], record.id);
}

TEST_F(LangSmithExperiment, AStopKeepsItAndIsPassedOn) {
  std::stop_source stop;
  stop.request_stop();
  auto to = client();
  try {
    upload_experiment(to, answers_to(2), &spool_, stop.get_token());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
  }
  EXPECT_EQ(spool_.files().size(), 1u);
}

TEST_F(LangSmithExperiment, WithoutAKeySaysHowToSetIt) {
  settings_.endpoint = "https://api.smith.langchain.com";
  settings_.api_key = "";
  auto to = client();
  const UploadResult result = upload_experiment(to, answers_to(2), nullptr, {});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::configuration);
  EXPECT_EQ(result.failure->message(), "no LangSmith API key");
  EXPECT_EQ(result.failure->hint(), "Set LANGSMITH_API_KEY");
}

TEST_F(LangSmithExperiment, AWrongKeyAndAMissingWorkspaceAreToldApart) {
  settings_.api_key = "lsv2_pt_wrong0123456789";
  auto to = client();
  const UploadResult wrong = upload_experiment(to, answers_to(2), nullptr, {});
  ASSERT_TRUE(wrong.failure);
  EXPECT_NE(wrong.failure->message().find("rejects the API key (401)"), std::string::npos);
  EXPECT_EQ(wrong.failure->message().find("wrong0123456789"), std::string::npos);
  server_.inject({.path = "/datasets", .status = 403, .code = "org_scoped_key_requires_workspace"});
  const UploadResult scoped = upload_experiment(to, answers_to(2), nullptr, {});
  ASSERT_TRUE(scoped.failure);
  EXPECT_EQ(scoped.failure->hint(), "Set LANGSMITH_WORKSPACE_ID to the workspace to use");
}

TEST_F(LangSmithExperiment, ComparisonsScoreTheBestAndTies) {
  auto to = client();
  TimedIds ids(1);
  const ExperimentRecord a = with_ids(answers_to(2), ids);
  const ExperimentRecord b = with_ids(answers_to(2), ids);
  const UploadResult first = upload_experiment(to, a, nullptr, {});
  const UploadResult second = upload_experiment(to, b, nullptr, {});
  ExperimentComparison comparison{.name = "a or b", .dataset_id = first.dataset_id};
  comparison.experiment_ids = {first.experiment_id, second.experiment_id};
  for (std::size_t i = 0; i < 2; ++i) {
    comparison.judgements.push_back({{a.runs[i].root.id, b.runs[i].root.id}, {}, "why"});
  }
  comparison.judgements[0].best = 1;
  const std::string link = upload_comparison(to, comparison, {});
  const Json kept = state();
  const auto id = kept["comparatives"][0]["id"].get<std::string>();
  EXPECT_TRUE(link.ends_with(fmt::format("?selectedSessions={},{}&comparativeExperiment={}",
                                         first.experiment_id, second.experiment_id, id)))
      << link;
  std::vector<double> scores;
  for (const Json& one : kept["feedback"]) {
    if (one["key"] == "preference") scores.push_back(one["score"].get<double>());
  }
  EXPECT_EQ(scores, (std::vector<double>{0, 1, 0.5, 0.5}));
}

TEST_F(LangSmithExperiment, ADataSetComesDownAsItWentUp) {
  auto to = client();
  ExperimentRecord record = answers_to(3);
  record.examples[0].metadata = {{"level", 2}};
  record.examples[0].split = "hard";
  const UploadResult result = upload_experiment(to, record, nullptr, {});
  for (const std::string& name : {std::string("numbers"), result.dataset_id}) {
    const PulledDataset pulled = pull_dataset(to, name, {});
    EXPECT_EQ(pulled.dataset.name, "numbers");
    ASSERT_EQ(pulled.examples.size(), 3u);
    EXPECT_EQ(pulled.examples[0].metadata, record.examples[0].metadata);
    EXPECT_EQ(pulled.examples[0].split, "hard");
    EXPECT_EQ(pulled.examples[2].outputs, record.examples[2].outputs);
    EXPECT_EQ(state()["examples"][2]["modified_at"], pulled.version);
  }
  EXPECT_THROW(pull_dataset(to, "nothing", {}), Error);
}

}  // namespace
}  // namespace gitctx

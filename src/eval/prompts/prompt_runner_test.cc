#include "eval/prompts/prompt_runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <set>
#include <string_view>

#include "base/database.h"
#include "base/error.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_page.h"
#include "eval/prompts/prompt_run_record.h"
#include "eval/prompts/reply_cassette.h"
#include "eval/prompts/run_store.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr double call_usd = 0.001;

/// Answers a prompt with its last message in capitals if the first message contains "LOUD".
class LoudModel final : public ChatModel {
 public:
  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest& request, const std::stop_token&) override {
    ++calls;
    const std::string& text = request.messages.back().content;
    if (broken.contains(text)) throw Error(ErrorCode::provider, "refused: " + text);
    if (is_lossy) request.before_resend();
    ChatReply reply{.text = text, .model = "loud-1", .usage = {10, 0, 2}, .cost_usd = usd};
    if (request.messages.front().content.find("LOUD") == std::string::npos) return reply;
    for (char& c : reply.text) c = static_cast<char>(std::toupper(c));
    return reply;
  }

  std::atomic<int> calls = 0;
  double usd = call_usd;
  bool is_lossy = false;  ///< whether the first attempt of each call is lost
  std::set<std::string> broken;

 private:
  ChatModelDescription description_{"test", "loud"};
};

PromptSuite suite_of(int examples) {
  PromptSuite suite;
  suite.name = "loud";
  suite.target = {.kind = TargetKind::prompt, .prompt = "shout"};
  suite.evaluators = {{.kind = EvaluatorKind::exact, .name = "exact"}};
  for (int i = 0; i < examples; ++i) {
    const std::string word = "word" + std::to_string(i);
    const std::string answer = "WORD" + std::to_string(i);
    suite.examples.push_back(
        {.id = word, .inputs = {{"text", word}}, .reference = {.text = answer}});
  }
  return suite;
}

EvalServices services_of(LoudModel& model, ReplyStore* replies, std::string prompt = "Be LOUD") {
  EvalServices services;
  services.render = [prompt](const std::string&, const TextByName& values) {
    ChatRequest request;
    request.messages = {{ChatMessage::Role::system, prompt},
                        {ChatMessage::Role::user, values.at("text")}};
    request.max_output_tokens = 100;
    return request;
  };
  services.model = {"test/loud", &model,
                    ModelPrice{.provider = "test",
                               .model = "loud",
                               .input_per_million = 1,
                               .cached_input_per_million = 1,
                               .output_per_million = 4}};
  services.replies = replies;
  return services;
}

PromptRun run_of(const PromptSuite& suite, const EvalServices& services,
                 const PromptRunOptions& options = {}) {
  return run_prompt_suite(suite, services, options, {}, {});
}

TEST(PromptRunner, ScoresEveryExampleInTheOrderOfTheSuite) {
  LoudModel model;
  const PromptRun run = run_of(suite_of(20), services_of(model, nullptr), {.jobs = 4});
  ASSERT_EQ(run.results.size(), 20u);
  for (int i = 0; i < 20; ++i) {
    const ExampleResult& result = run.results[static_cast<std::size_t>(i)];
    EXPECT_EQ(result.example.id, "word" + std::to_string(i));
    EXPECT_EQ(result.output.text, "WORD" + std::to_string(i));
    EXPECT_EQ(result.metric(ScoreGroup::accuracy), 1);
  }
  const PromptSummary summary = summarize(run);
  EXPECT_EQ(summary.accuracy.value.mean, 1);
  EXPECT_NEAR(summary.cost_usd, call_usd, 1e-12);
  EXPECT_EQ(summary.input_tokens, 10);
  EXPECT_NEAR(run.paid_usd, 20 * call_usd, 1e-12);
}

TEST(PromptRunner, AnUnchangedEvalCostsNothing) {
  const TempDir folder;
  LoudModel model;
  ReplyDatabase cache = open_stored_replies(folder / "evals.db");
  const EvalServices services = services_of(model, &cache);
  const PromptRun first = run_of(suite_of(5), services);
  const PromptRun second = run_of(suite_of(5), services);
  EXPECT_EQ(model.calls, 5);
  EXPECT_EQ(second.paid_usd, 0);
  EXPECT_TRUE(second.results[0].steps.at(0).is_kept);
  EXPECT_EQ(prompt_run_json(first, RecordDetail::baseline),
            prompt_run_json(second, RecordDetail::baseline));
  run_of(suite_of(5), services_of(model, &cache, "Be very LOUD"));
  EXPECT_EQ(model.calls, 10) << "another prompt is another request";
}

TEST(PromptRunner, RepetitionsAreAskedEachAndAveragedFirst) {
  LoudModel model;
  ReplyCassette replies({});
  PromptRun run = run_of(suite_of(2), services_of(model, &replies), {.repetitions = 3});
  EXPECT_EQ(model.calls, 6);
  ASSERT_EQ(run.results.size(), 6u);
  run.results[0].scores[0].value = 0;
  EXPECT_DOUBLE_EQ(summarize(run).accuracy.value.mean, (2.0 / 3 + 1) / 2);
}

/// The estimate of a call is $0.0003, its cost $0.001, and its greatest possible cost $0.004.
EvalServices services_of_long_replies(LoudModel& model, ReplyStore* replies) {
  EvalServices services = services_of(model, replies);
  services.render = [render = services.render](const std::string& name, const TextByName& values) {
    ChatRequest request = render(name, values);
    request.max_output_tokens = 4000;
    return request;
  };
  services.model.price = ModelPrice{.provider = "test", .model = "loud", .output_per_million = 1};
  return services;
}

TEST(PromptRunner, ALimitIsNeverPassedAndWhatWasDoneIsKept) {
  LoudModel model;
  ReplyCassette replies({});
  EvalServices services = services_of_long_replies(model, &replies);
  const PromptRun run = run_of(suite_of(20), services, {.max_cost_usd = 0.0075, .jobs = 1});
  EXPECT_FALSE(run.is_complete());
  EXPECT_EQ(summarize(run).done, 4u);
  EXPECT_LE(run.paid_usd, 0.0075);
  EXPECT_FALSE(is_passed(check_gate(run, nullptr)));
  services.model.price = ModelPrice{.provider = "test", .model = "loud"};
  EXPECT_TRUE(run_of(suite_of(20), services).is_complete());
  EXPECT_EQ(model.calls, 20) << "only the rest is asked for";
}

TEST(PromptRunner, ALostAttemptIsPaidButIsNotTheCostOfAnExample) {
  LoudModel model;
  model.is_lossy = true;
  EvalServices services = services_of_long_replies(model, nullptr);
  const PromptRun run = run_of(suite_of(1), services);
  EXPECT_DOUBLE_EQ(run.paid_usd, 0.004 + call_usd);
  EXPECT_DOUBLE_EQ(summarize(run).cost_usd, call_usd);
  const PromptRun limited = run_of(suite_of(1), services, {.max_cost_usd = 0.0075});
  EXPECT_FALSE(limited.is_complete()) << "the second attempt could exceed the limit";
  EXPECT_DOUBLE_EQ(limited.paid_usd, 0.004);
}

TEST(PromptRunner, AnEstimateAboveTheLimitIsRefusedBeforeAnyCall) {
  LoudModel model;
  ReplyCassette replies({});
  const EvalServices services = services_of(model, &replies);
  const CostEstimate estimate = estimate_cost(suite_of(3), services, {}, {});
  EXPECT_EQ(estimate.calls, 3u);
  EXPECT_GT(estimate.usd.value(), 3 * 100 * 4e-6);
  EXPECT_THROW(run_of(suite_of(3), services, {.max_cost_usd = 1e-6}), Error);
  EXPECT_EQ(model.calls, 0);
  run_of(suite_of(3), services);
  EXPECT_NO_THROW(run_of(suite_of(3), services, {.max_cost_usd = 0}));
  EXPECT_EQ(estimate_cost(suite_of(3), services, {}, {}).calls, 0u) << "all are recorded";
}

TEST(PromptRunner, ALimitWithoutAPriceIsRefused) {
  LoudModel model;
  EvalServices services = services_of(model, nullptr);
  services.model.price.reset();
  EXPECT_THROW(run_of(suite_of(1), services, {.max_cost_usd = 1}), Error);
  EXPECT_EQ(run_of(suite_of(1), services).results.size(), 1u);
}

TEST(PromptRunner, ACostWithoutAPriceIsUnknown) {
  const TempDir folder;
  LoudModel model;
  model.usd = 0;
  ReplyDatabase cache = open_stored_replies(folder / "evals.db");
  EvalServices services = services_of(model, &cache);
  services.model.price.reset();
  const PromptRun run = run_of(suite_of(2), services);
  EXPECT_FALSE(summarize(run).cost_is_known);
  EXPECT_FALSE(summarize(run).paid_is_known);
  EXPECT_TRUE(summarize(run).judge_cost_is_known) << "no judge was asked";
  EXPECT_TRUE(render_prompt_page(run, nullptr, {}).contains(", unknown</span>"));
  const std::string record = prompt_run_json(run, RecordDetail::all);
  EXPECT_TRUE(RecordJson::parse(record).at("cost_usd").at("of_an_example").is_null()) << record;
  EXPECT_FALSE(summarize(parse_prompt_run(record, "run 1")).cost_is_known);
  const std::string baseline = prompt_run_json(run, RecordDetail::baseline);
  EXPECT_FALSE(summarize(parse_prompt_run(baseline, "baseline")).cost_is_known);
  RunStore store = RunStore::open(folder / "evals.db");
  store.add(run);
  EXPECT_EQ(store.list("", 1).at(0).cost_usd, std::nullopt);
  EXPECT_EQ(store.list("", 1).at(0).paid_usd, std::nullopt);

  // The second run pays nothing, but the cost of the recorded requests stays unknown.
  services.model.price = services_of(model, &cache).model.price;
  const PromptSummary again = summarize(run_of(suite_of(2), services));
  EXPECT_TRUE(again.paid_is_known);
  EXPECT_FALSE(again.cost_is_known);

  // A comparison leaves out unknown costs.
  model.usd = call_usd;
  const PromptRun known = run_of(suite_of(2), services_of(model, nullptr));
  EXPECT_TRUE(summarize(known).cost_is_known);
  EXPECT_EQ(compare_prompt_runs(run, known).cost_usd.examples, 0u);
  EXPECT_EQ(compare_prompt_runs(known, known).cost_usd.examples, 2u);
}

TEST(PromptRunner, AFreeModelCostsNothing) {
  LoudModel model;
  model.usd = 0;
  EvalServices services = services_of(model, nullptr);
  services.model.price = ModelPrice{.provider = "test", .model = "loud"};
  const PromptSummary summary = summarize(run_of(suite_of(1), services));
  EXPECT_TRUE(summary.cost_is_known);
  EXPECT_TRUE(summary.paid_is_known);
  EXPECT_EQ(summary.cost_usd, 0);
}

TEST(PromptRunner, AFailedExampleIsMissingAndFailsTheGate) {
  LoudModel model;
  model.broken = {"word4"};
  const PromptRun run = run_of(suite_of(10), services_of(model, nullptr));
  const PromptSummary summary = summarize(run);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.accuracy.value.mean, 1) << "no 0 for what is not known";
  const auto findings = check_gate(run, nullptr);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(finding_text(findings[0]), "1 of 10 examples have no output: word4");
}

TEST(PromptRunner, AProviderThatOnlyFailsEndsTheRun) {
  LoudModel model;
  for (int i = 0; i < 20; ++i) model.broken.insert("word" + std::to_string(i));
  EXPECT_THROW(run_of(suite_of(20), services_of(model, nullptr), {.jobs = 1}), Error);
  EXPECT_EQ(model.calls, 3);
}

TEST(PromptRunner, AStopKeepsWhatWasDone) {
  LoudModel model;
  std::stop_source stop;
  const PromptRun run = run_prompt_suite(
      suite_of(10), services_of(model, nullptr), {.jobs = 1},
      [&](std::size_t done, std::size_t) {
        if (done == 4) stop.request_stop();
      },
      stop.get_token());
  EXPECT_EQ(run.stopped, stopped_by_interrupt);
  EXPECT_EQ(summarize(run).done, 4u);
}

TEST(PromptRunner, ReplaysACassetteWithoutAModel) {
  LoudModel model;
  ReplyCassette recorded({.model = "test/loud", .note = "for a \"test\""});
  const PromptRun live = run_of(suite_of(4), services_of(model, &recorded));
  ReplyCassette replies = ReplyCassette::parse(recorded.yaml(), "c.yml");
  EXPECT_EQ(replies.yaml(), recorded.yaml());
  EXPECT_EQ(replies.source().note, "for a \"test\"");
  EXPECT_NE(recorded.yaml().find("request: \"word3\""), std::string::npos) << recorded.yaml();
  EvalServices services = services_of(model, &replies);
  services.model = {replies.source().model, nullptr, {}};
  const PromptRun replayed = run_of(suite_of(4), services);
  EXPECT_EQ(model.calls, 4);
  EXPECT_EQ(prompt_run_json(replayed, RecordDetail::baseline),
            prompt_run_json(live, RecordDetail::baseline));
  try {
    run_of(suite_of(5), services);
    FAIL() << "a request that was not recorded has no reply";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_NE(error.message().find("prompt 'shout'"), std::string::npos) << error.message();
  }
}

TEST(PromptRunner, ReorderedHitsArePutBesideThePlainOnes) {
  PromptSuite suite;
  suite.target = {.kind = TargetKind::rerank, .k = 2};
  suite.evaluators = {{.kind = EvaluatorKind::gain, .name = "gain", .group = ScoreGroup::none}};
  suite.examples = {{.id = "a", .inputs = {{"query", "q"}}, .reference = {.parts = {{"b.c", {}}}}}};
  EvalServices services;
  services.retrieve = [](std::string_view, int limit) {
    EXPECT_EQ(limit, 2);
    return std::vector<RetrievedChunk>{{.path = "a.c"}, {.path = "b.c"}};
  };
  services.rerank = [](ChatModel&, std::string_view, std::span<const RetrievedChunk>,
                       const std::stop_token&) { return std::vector<std::size_t>{1, 0}; };
  services.model = {"test/none", nullptr, {}};
  const PromptRun run = run_of(suite, services);
  EXPECT_EQ(run.results[0].output.hits[0].path, "b.c");
  EXPECT_EQ(run.results[0].output.plain_hits[0].path, "a.c");
  EXPECT_NEAR(*run.results[0].scores[0].value, 1 - 1 / std::log2(3.0), 1e-12);
  EXPECT_EQ(run.results[0].steps.at(0).kind, RunStep::Kind::retrieval);
}

TEST(PromptRunRecord, IsReadBack) {
  LoudModel model;
  PromptRun run = run_of(suite_of(3), services_of(model, nullptr));
  run.metadata = {{"answer", "3"}};
  run.limits.cost_usd = 0.5;
  for (ExampleResult& result : run.results) result.latency_ms = 12;
  run.results[1].output.citations = {{"a.c", {{1, 2}}}};
  run.results[2].scores[0].value.reset();
  run.results[2].scores[0].comment = "the judge failed";
  const PromptRun again = parse_prompt_run(prompt_run_json(run, RecordDetail::all), "r.json");
  EXPECT_EQ(prompt_run_json(again, RecordDetail::all), prompt_run_json(run, RecordDetail::all));
  const std::string baseline = prompt_run_json(run, RecordDetail::baseline);
  EXPECT_EQ(prompt_run_json(parse_prompt_run(baseline, "b.json"), RecordDetail::baseline),
            baseline);
  for (const char* text : {"", "{", "[]", "{}", R"({"version": 1, "suite": 2})"}) {
    EXPECT_THROW(parse_prompt_run(text, "r.json"), Error) << text;
  }
}

TEST(PromptRunRecord, ValuesThatNoRunHasAreRefused) {
  LoudModel model;
  PromptRun run = run_of(suite_of(3), services_of(model, nullptr));
  run.results[1].output.citations = {{"a.c", {{1, 2}}}};
  const std::string text = prompt_run_json(run, RecordDetail::all);
  EXPECT_NO_THROW(parse_prompt_run(text, "r.json"));
  const std::pair<std::string, std::string> changes[] = {
      {"\"version\": 1", "\"version\": 1e300"},
      {"\"version\": 1", "\"version\": -1"},
      {"\"version\": 1", "\"version\": 4294967297"},
      {"\"k\": ", "\"k\": -"},
      {"\"repetitions\": 1", "\"repetitions\": 0"},
      {"\"paid\":", "\"paid\":-1"},
      {"\"input_tokens\":", "\"input_tokens\":-1"},
      {"\"start_line\":1", "\"start_line\":3"},
      {"\"start_line\":1", "\"start_line\":-1"},
      {"\"started_ms\": ", "\"started_ms\": 1e30, \"x\": "},
      {"\"results\": [", "\"results\": null, \"others\": ["},
  };
  for (const auto& [from, to] : changes) {
    std::string changed = text;
    // Derived fields are not read, but the last "input_tokens" is the field of a step.
    const std::size_t at = from == "\"input_tokens\":" ? text.rfind(from) : text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    EXPECT_THROW(parse_prompt_run(changed, "r.json"), Error) << to;
  }
}

bool throws_error(const std::function<void()>& action) {
  try {
    action();
    return false;
  } catch (const Error&) {
    return true;
  }
}

TEST(RunStore, KeepsRunsAndFindsThemAgain) {
  const TempDir folder;
  LoudModel model;
  PromptRun run = run_of(suite_of(3), services_of(model, nullptr));
  {
    RunStore store = RunStore::open(folder / "deep/evals.db");
    EXPECT_EQ(store.add(run), 1);
    run.stopped = stopped_by_interrupt;
    EXPECT_EQ(store.add(run), 2);
  }
  RunStore store = RunStore::open(folder / "deep/evals.db");
  const auto runs = store.list("", 10);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].id, 2);
  EXPECT_FALSE(runs[0].is_complete);
  EXPECT_EQ(runs[1].accuracy, 1);
  EXPECT_FALSE(runs[1].relevance);
  EXPECT_TRUE(store.list("other", 10).empty());
  EXPECT_EQ(store.find(2)->stopped, stopped_by_interrupt);
  EXPECT_FALSE(store.find(3));
  EXPECT_EQ(store.find_before("loud", 3)->id, 1) << "only complete ones";
  EXPECT_FALSE(store.find_before("loud", 1));
}

TEST(RunStore, ADamagedRunIsRefused) {
  LoudModel model;
  const PromptRun run = run_of(suite_of(3), services_of(model, nullptr));
  for (const char* const change :
       {"UPDATE runs SET paid_usd = 7", "UPDATE runs SET accuracy = NULL",
        "UPDATE runs SET record = replace(record, '\"loud\"', '\"load\"')"}) {
    const TempDir folder;
    RunStore::open(folder / "evals.db").add(run);
    Database::open(folder / "evals.db").execute(change);
    RunStore store = RunStore::open(folder / "evals.db");
    const bool is_record = std::string_view(change).contains("record");
    EXPECT_EQ(is_record, !throws_error([&] { store.list("", 10); })) << change;
    EXPECT_EQ(!is_record, !throws_error([&] { store.find(1); })) << change;
  }
}

TEST(ReplyKey, DependsOnEverythingThatChangesAReply) {
  ChatRequest request;
  request.messages = {{ChatMessage::Role::user, "hello"}};
  std::set<std::string> keys{reply_key("a/b", request, 0), reply_key("a/c", request, 0),
                             reply_key("a/b", request, 1)};
  request.temperature = 0;
  keys.insert(reply_key("a/b", request, 0));
  request.seed = 7;
  keys.insert(reply_key("a/b", request, 0));
  request.schema = OutputSchema{"s", "{}"};
  keys.insert(reply_key("a/b", request, 0));
  request.messages[0].role = ChatMessage::Role::system;
  keys.insert(reply_key("a/b", request, 0));
  request.max_output_tokens = 5;
  keys.insert(reply_key("a/b", request, 0));
  EXPECT_EQ(keys.size(), 8u);
}

TEST(ReplyCassette, KeepsNoSecrets) {
  ReplyCassette cassette({});
  ChatRequest request;
  const std::string secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";
  request.messages = {{ChatMessage::Role::user, "what is " + secret}};
  cassette.keep("k", request, {.text = "the key is " + secret});
  EXPECT_EQ(cassette.yaml().find(secret), std::string::npos) << cassette.yaml();
  EXPECT_NE(cassette.yaml().find("the key is "), std::string::npos);
}

TEST(ReplyCassette, WrongTextsAreRefusedWithTheirLine) {
  EXPECT_THROW(ReplyCassette::parse("[]", "c.yml"), Error);
  EXPECT_THROW(ReplyCassette::parse("replies: [{text: a}]", "c.yml"), Error);
  EXPECT_THROW(ReplyCassette::parse("replies: [{key: a, cost_usd: x}]", "c.yml"), Error);
  EXPECT_THROW(ReplyCassette::parse("replies: [{key: \"a\\nb\", text: t}]", "c.yml"), Error);
  EXPECT_THROW(ReplyCassette::parse("version: 2\nreplies: []", "c.yml"), Error);
}

TEST(PromptGate, AWorsenedPromptFailsAndTheExamplesAreNamed) {
  LoudModel model;
  const PromptRun before = run_of(suite_of(8), services_of(model, nullptr));
  const PromptRun now = run_of(suite_of(8), services_of(model, nullptr, "Be quiet"));
  const PromptComparison comparison = compare_prompt_runs(before, now);
  EXPECT_EQ(comparison.worse.size(), 8u);
  const auto findings = check_gate(now, &comparison);
  EXPECT_FALSE(is_passed(findings));
  EXPECT_EQ(finding_text(findings.at(0)),
            "accuracy fell from 1.0000 to 0.0000, by 100.0%, more than 5% (95% [-1.0000 -1.0000], "
            "p 0.008): word0, word1, word2, word3, word4, word5, word6, word7");
  const PromptComparison same = compare_prompt_runs(before, before);
  EXPECT_TRUE(check_gate(before, &same).empty());
}

/// A run in which the first `wrong` of `all` examples are wrong.
PromptRun run_with(int wrong, int all) {
  LoudModel model;
  PromptRun run = run_of(suite_of(all), services_of(model, nullptr));
  for (int i = 0; i < wrong; ++i) run.results[static_cast<std::size_t>(i)].scores[0].value = 0;
  return run;
}

TEST(PromptGate, TheBorderIsFivePercentOfTheBaseline) {
  const PromptRun before = run_with(0, 100);
  const PromptRun five = run_with(5, 100);
  const PromptComparison down_5 = compare_prompt_runs(before, five);
  EXPECT_TRUE(is_passed(check_gate(five, &down_5)));
  ASSERT_EQ(check_gate(five, &down_5).size(), 1u) << "but it is worth a look";
  const PromptRun six = run_with(6, 100);
  const PromptComparison down_6 = compare_prompt_runs(before, six);
  EXPECT_FALSE(is_passed(check_gate(six, &down_6)));
}

TEST(PromptGate, HoldsTheOtherLimits) {
  PromptRun run = run_with(3, 10);
  run.limits.accuracy = 0.7;
  EXPECT_TRUE(check_gate(run, nullptr).empty());
  run.limits.accuracy = 0.71;
  run.limits.relevance = 0.1;
  run.limits.cost_usd = call_usd / 2;
  run.limits.latency_p95_ms = 0;
  run.results[9].scores[0].value.reset();
  const auto findings = check_gate(run, nullptr);
  ASSERT_EQ(findings.size(), 5u);
  EXPECT_EQ(findings[0].what, "'exact' has a value for only 9 of 10 outputs");
  EXPECT_EQ(finding_text(findings[1]), "accuracy is 0.6667, below 0.71: word0, word1, word2");
  EXPECT_EQ(findings[2].what, "no score counts for relevance, which must be at least 0.1");
  EXPECT_EQ(findings[3].what, "an example costs $0.001, more than $0.0005");
  EXPECT_EQ(findings[4].what.find("the p95 of the latency is "), 0u);
}

TEST(PromptGate, ACostThatRoseFails) {
  const PromptRun before = run_with(0, 4);
  PromptRun now = run_with(0, 4);
  now.limits.cost_rise = 0.2;
  for (ExampleResult& result : now.results) result.steps[0].cost_usd *= 1.3;
  const PromptComparison comparison = compare_prompt_runs(before, now);
  const auto findings = check_gate(now, &comparison);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].what,
            "an example costs $0.0013, 30.0% more than before; at most 20% is allowed");
}

TEST(PromptComparison, ABaselineOfTheSameRunIsNoChange) {
  PromptRun run = run_with(0, 6);
  for (ExampleResult& result : run.results) result.scores[0].value = 2.0 / 3;
  const PromptRun baseline =
      parse_prompt_run(prompt_run_json(run, RecordDetail::baseline), "b.json");
  const PromptComparison comparison = compare_prompt_runs(baseline, run);
  EXPECT_EQ(comparison.accuracy.value.difference(), 0);
  EXPECT_TRUE(comparison.worse.empty() && comparison.better.empty());
  EXPECT_TRUE(check_gate(run, &comparison).empty());
}

TEST(PromptComparison, OfOtherExamplesIsRefused) {
  PromptRun other = run_with(0, 2);
  for (ExampleResult& result : other.results) result.example.id += "x";
  EXPECT_THROW(compare_prompt_runs(other, run_with(0, 2)), Error);
  const PromptComparison partly = compare_prompt_runs(run_with(0, 4), run_with(0, 2));
  EXPECT_EQ(partly.examples, 2u);
  EXPECT_EQ(partly.only_before, 2u);
}

TEST(PromptPage, ShowsWhatChangedWordByWord) {
  const PromptRun before = run_with(0, 4);
  PromptRun now = run_with(0, 4);
  now.results[2].output.text = "<b>word2</b>";
  now.results[2].scores[0].value = 0;
  const PromptComparison comparison = compare_prompt_runs(before, now);
  const auto findings = check_gate(now, &comparison);
  const std::string page = render_prompt_page(now, &comparison, findings);
  EXPECT_NE(page.find("<del>WORD2</del><ins>&lt;b&gt;word2&lt;/b&gt;</ins>"), std::string::npos);
  EXPECT_EQ(page.find("<b>word2"), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#word2\">word2</a>"), std::string::npos);
  EXPECT_LT(page.find("Examples that changed"), page.find("Other examples"));
  EXPECT_EQ(page.find("http"), std::string::npos) << "nothing is loaded";
  EXPECT_EQ(render_prompt_page(now, nullptr, {}).find("Against"), std::string::npos);
}

}  // namespace
}  // namespace gitctx

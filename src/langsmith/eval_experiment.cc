#include "langsmith/eval_experiment.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "eval/prompts/prompt_suite.h"
#include "eval/record_file.h"
#include "langsmith/shapes.h"

namespace gitctx {
namespace {

std::optional<double> known(double usd, bool is_known) {
  return is_known ? std::optional(usd) : std::nullopt;
}

using OrderedJson = nlohmann::ordered_json;

TraceTime time_of(std::int64_t ms, double more_ms = 0) {
  return TraceTime(std::chrono::milliseconds(ms)) +
         std::chrono::microseconds(std::llround(more_ms * 1000));
}

OrderedJson reference_json(const Reference& reference) {
  OrderedJson json = OrderedJson::object();
  filled_field(json, "text", reference.text);
  for (const auto& [name, list] : reference_lists) filled_field(json, name, reference.*list);
  filled_field(json, "relevant", reference.parts);
  return json;
}

OrderedJson output_json(const TargetOutput& output) {
  OrderedJson json = OrderedJson::object();
  filled_field(json, "text", output.text);
  filled_field(json, "hits", output.hits);
  filled_field(json, "citations", output.citations);
  return json;
}

LangSmithRun step_of(const RunStep& step, const TextByName& inputs, const PromptRun& run) {
  LangSmithRun made{.name = step.name,
                    .start = time_of(step.started_ms),
                    .end = time_of(step.started_ms, step.ms)};
  if (step.kind == RunStep::Kind::retrieval) {
    made.run_type = "retriever";
    made.inputs = inputs;
    made.outputs = documents_shape(step.chunks);
    return made;
  }
  made.run_type = "llm";
  made.inputs = messages_shape(step.messages);
  made.outputs = reply_shape(step.output, step.usage, known(step.cost_usd, step.cost_is_known));
  // A reply usually names the model without the provider.
  const std::string_view title = run.model;
  const std::string_view answered = step.model;
  made.metadata =
      model_shape(title.substr(0, title.find('/')), answered.substr(answered.find('/') + 1));
  made.metadata["kept_reply"] = step.is_kept;
  return made;
}

std::vector<LangSmithFeedback> scores_of(const ExampleResult& result) {
  std::vector<LangSmithFeedback> scores;
  for (const Score& score : result.scores) {
    scores.push_back({.key = score.name, .score = score.value, .comment = score.comment});
  }
  const auto add = [&](const char* key, std::optional<double> value, bool is_lower_better) {
    if (value) scores.push_back({.key = key, .score = value, .is_lower_better = is_lower_better});
  };
  add("accuracy", result.metric(ScoreGroup::accuracy), false);
  add("relevance", result.metric(ScoreGroup::relevance), false);
  add("cost_usd", known(result.cost_usd(false), result.cost_is_known(false)), true);
  add("latency_ms", result.latency_ms, true);
  return scores;
}

ExperimentRun run_of(const ExampleResult& result, std::size_t example, const PromptRun& run) {
  ExperimentRun made{.example = example, .root = {}, .scores = scores_of(result)};
  LangSmithRun& root = made.root;
  root.name = run.target;
  root.start = time_of(result.started_ms);
  root.end = time_of(result.started_ms, result.latency_ms);
  root.inputs = result.example.inputs;
  root.error = result.error;
  if (result.error.empty()) root.outputs = output_json(result.output);
  for (const RunStep& step : result.steps) {
    if (step.kind == RunStep::Kind::judge) continue;
    root.steps.push_back(step_of(step, result.example.inputs, run));
  }
  return made;
}

OrderedJson metadata_of(const PromptRun& run, std::string_view runner) {
  OrderedJson metadata = run.metadata;
  metadata["runner"] = runner;
  metadata["suite"] = run.suite;
  filled_field(metadata, "revision_id", run.commit);
  filled_field(metadata, "model", run.model);
  filled_field(metadata, "judge", run.judge);
  filled_field(metadata, "stopped", run.stopped);
  return metadata;
}

/// The seed for the ids. It is the same when the run has just ended and when the run is read from
/// the store.
std::uint64_t seed_of(const PromptRun& run) {
  std::string known = fmt::format("{}\n{}\n{}\n{}\n{}", run.suite, run.model, run.commit,
                                  run.started_ms, run.ended_ms);
  for (const ExampleResult& result : run.results) {
    known += fmt::format("\n{} {}", result.example.id, result.started_ms);
  }
  return hash64(known);
}

/// One answer of a run, with the id of its root run in LangSmith.
struct SentAnswer {
  const ExampleResult* result = nullptr;
  std::string run_id;
};

/// The answers of a run, by example and repetition.
std::map<std::pair<std::string_view, int>, SentAnswer> answers_of(const SentRun& sent_run) {
  std::map<std::pair<std::string_view, int>, SentAnswer> answers;
  std::size_t sent = 0;
  for (const ExampleResult& result : sent_run.run.results) {
    if (!result.is_done) continue;
    answers[{result.example.id, result.repetition}] = {&result,
                                                       sent_run.record.runs[sent++].root.id};
  }
  return answers;
}

PairwiseJudgement judge(const SentAnswer& old, const SentAnswer& answer) {
  const bool is_graded = answer.result->metric(ScoreGroup::accuracy).has_value();
  const ScoreGroup group = is_graded ? ScoreGroup::accuracy : ScoreGroup::relevance;
  // An answer without a value, such as a failed one, counts as 0.
  const double before = old.result->metric(group).value_or(0);
  const double now = answer.result->metric(group).value_or(0);
  PairwiseJudgement judgement{.run_ids = {old.run_id, answer.run_id}};
  constexpr double rounding = 1e-5;  // stored values have six decimals
  if (std::abs(now - before) > rounding) judgement.best = now > before ? 1 : 0;
  judgement.comment = fmt::format("{} {:.3f} and {:.3f}", group_name(group), before, now);
  return judgement;
}

/// The member as a line number; 0 if it is not a line number.
std::uint32_t line_number(const OrderedJson& part, const char* name) {
  const auto found = part.find(name);
  const bool fits = found != part.end() && found->is_number_unsigned() &&
                    found->get<std::uint64_t>() <= std::numeric_limits<std::uint32_t>::max();
  return fits ? found->get<std::uint32_t>() : 0;
}

OrderedJson list_in(const OrderedJson& object, const char* name) {
  const OrderedJson list = object.value(name, OrderedJson());
  return list.is_array() ? list : OrderedJson::array();
}

}  // namespace

ExperimentRecord experiment_of(const PromptRun& run, std::string_view runner) {
  ExperimentRecord record{.dataset = "gitctx-" + run.suite,
                          .dataset_description = run.purpose,
                          .name = run.suite,
                          .description = run.purpose};
  record.metadata = metadata_of(run, runner);
  record.repetitions = run.repetitions;
  record.start = time_of(run.started_ms);
  record.end = time_of(run.ended_ms);
  std::map<std::string, std::size_t> places;
  for (const ExampleResult& result : run.results) {
    if (!result.is_done) continue;
    const auto [place, is_new] = places.try_emplace(result.example.id, record.examples.size());
    if (is_new) {
      OrderedJson metadata = result.example.metadata;
      metadata["id"] = result.example.id;
      record.examples.push_back({.inputs = result.example.inputs,
                                 .outputs = reference_json(result.example.reference),
                                 .metadata = std::move(metadata),
                                 .split = result.example.split});
    }
    record.runs.push_back(run_of(result, place->second, run));
  }
  const PromptSummary summary = summarize(run);
  for (const ScoreSummary& score : summary.scores) {
    if (score.scored == 0) continue;
    record.summary.push_back({.key = score.name, .score = score.value.mean});
  }
  if (summary.cost_is_known) {
    record.summary.push_back(
        {.key = "cost_usd", .score = summary.cost_usd, .is_lower_better = true});
  }
  record.summary.push_back(
      {.key = "latency_p95_ms", .score = summary.p95_ms, .is_lower_better = true});
  TimedIds ids(seed_of(run));
  return with_ids(std::move(record), ids);
}

void check_comparable(const PromptRun& before, const PromptRun& now) {
  for (const PromptRun* run : {&before, &now}) {
    if (run->started_ms != 0) continue;
    throw Error(ErrorCode::usage, "a baseline has no outputs for LangSmith to compare",
                "Use two runs that gitctx eval list shows");
  }
  if (before.suite != now.suite) {
    throw Error(ErrorCode::usage,
                fmt::format("the runs are of different suites, {} and {}", before.suite, now.suite),
                "Use two runs of one suite");
  }
}

ExperimentComparison comparison_of(const SentRun& before, const SentRun& now) {
  const auto old_answers = answers_of(before);
  ExperimentComparison comparison{
      .name = fmt::format("{}: run {} and run {}", now.run.suite, before.run.id, now.run.id),
      .description = now.run.purpose,
      .experiment_ids = {before.record.id, now.record.id}};
  for (const auto& [key, answer] : answers_of(now)) {
    const auto old = old_answers.find(key);
    if (old == old_answers.end()) continue;
    comparison.judgements.push_back(judge(old->second, answer));
  }
  return comparison;
}

std::string examples_yaml_of(const std::vector<ExperimentExample>& examples) {
  std::vector<SuiteExample> made;
  const auto texts = [](const OrderedJson& json, TextByName& to) {
    if (!json.is_object()) return;
    for (const auto& [name, value] : json.items()) {
      to[name] = value.is_string() ? value.get<std::string>() : raw_json_text(value);
    }
  };
  for (const ExperimentExample& example : examples) {
    SuiteExample& suite_example = made.emplace_back();
    texts(example.inputs, suite_example.inputs);
    texts(example.metadata, suite_example.metadata);
    // If an example was pushed from a suite, its metadata contains the id from the suite.
    const auto own = suite_example.metadata.extract("id");
    suite_example.id = own.empty() ? example.id : own.mapped();
    suite_example.split = example.split;
    Reference& reference = suite_example.reference;
    const OrderedJson& outputs = example.outputs;
    if (!outputs.is_object()) continue;
    for (const char* name : {"text", "answer", "output"}) {
      if (outputs.contains(name) && outputs[name].is_string()) reference.text = outputs[name];
    }
    for (const auto& [name, list] : reference_lists) {
      for (const OrderedJson& item : list_in(outputs, name)) {
        if (item.is_string()) (reference.*list).push_back(item.get<std::string>());
      }
    }
    for (const OrderedJson& part : list_in(outputs, "relevant")) {
      if (!part.is_object() || !part.contains("path") || !part["path"].is_string()) continue;
      FilePart& made_part =
          reference.parts.emplace_back(part["path"].get<std::string>(), std::nullopt);
      const std::uint32_t first = line_number(part, "start_line");
      const std::uint32_t last = line_number(part, "end_line");
      if (first > 0 && last > 0) made_part.lines = LineRange{first, last};
    }
  }
  return suite_examples_yaml(made);
}

}  // namespace gitctx

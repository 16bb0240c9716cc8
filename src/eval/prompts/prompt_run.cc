#include "eval/prompts/prompt_run.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "eval/queries/eval_run.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

std::vector<double> only_values(
    const std::vector<std::pair<const SuiteExample*, double>>& examples) {
  std::vector<double> values;
  for (const auto& [example, value] : examples) values.push_back(value);
  return values;
}

/// `is_asked` tells whether a result should have the score, even if the value is missing.
ScoreSummary summarize_metric(const PromptRun& run, std::string name, ScoreGroup group,
                              const std::function<bool(const ExampleResult&)>& is_asked,
                              const ResultValue& value_of) {
  ScoreSummary summary;
  summary.name = std::move(name);
  summary.group = group;
  summary.value = summarize_values(only_values(values_by_example(run, value_of)));
  for (const ExampleResult& result : run.results) {
    if (!result.is_done || !is_asked(result)) continue;
    ++summary.asked;
    summary.scored += value_of(result) ? 1 : 0;
  }
  return summary;
}

bool is_of_judges(const RunStep& step) { return step.kind == RunStep::Kind::judge; }

Score score_of(const QueryResult& query, Metric metric, ScoreGroup group) {
  return {std::string(name_in(metric_names, metric)), group, query.score[metric], {}};
}

void summarize_unknown_costs(const PromptRun& run, PromptSummary& summary) {
  for (const ExampleResult& result : run.results) {
    if (!result.is_done) continue;
    // The costs of failed examples are not part of the means, so failed examples are left out.
    if (result.error.empty()) {
      summary.cost_is_known &= result.cost_is_known(false);
      summary.judge_cost_is_known &= result.cost_is_known(true);
    }
    summary.paid_is_known &= std::ranges::all_of(
        result.steps, [](const RunStep& step) { return step.cost_is_known || step.is_kept; });
  }
}

}  // namespace

std::optional<double> ExampleResult::metric(ScoreGroup group) const {
  std::vector<double> values;
  for (const Score& score : scores) {
    if (score.group == group && score.value) values.push_back(*score.value);
  }
  return values.empty() ? std::nullopt : std::optional(mean_of(values));
}

const Score* ExampleResult::find_score(std::string_view name) const {
  const auto found = std::ranges::find(scores, name, &Score::name);
  return found == scores.end() ? nullptr : &*found;
}

double ExampleResult::cost_usd(bool of_judges) const {
  double sum = 0;
  for (const RunStep& step : steps) sum += is_of_judges(step) == of_judges ? step.cost_usd : 0;
  return sum;
}

bool ExampleResult::cost_is_known(bool of_judges) const {
  return std::ranges::all_of(steps, [&](const RunStep& step) {
    return step.cost_is_known || is_of_judges(step) != of_judges;
  });
}

ChatUsage ExampleResult::usage(bool of_judges) const {
  ChatUsage sum;
  for (const RunStep& step : steps) {
    if (is_of_judges(step) == of_judges) sum += step.usage;
  }
  return sum;
}

ResultValue score_value(const std::string& name) {
  return [name](const ExampleResult& result) {
    const Score* score = result.find_score(name);
    return score == nullptr ? std::nullopt : score->value;
  };
}

ResultValue group_value(ScoreGroup group) {
  return [group](const ExampleResult& result) { return result.metric(group); };
}

std::vector<std::pair<const SuiteExample*, double>> values_by_example(const PromptRun& run,
                                                                      const ResultValue& value_of) {
  std::map<std::string_view, std::vector<double>> values;
  std::vector<const SuiteExample*> order;
  for (const ExampleResult& result : run.results) {
    const std::optional<double> value = result.is_done ? value_of(result) : std::nullopt;
    if (!value) continue;
    std::vector<double>& known = values[result.example.id];
    if (known.empty()) order.push_back(&result.example);
    known.push_back(*value);
  }
  std::vector<std::pair<const SuiteExample*, double>> means;
  for (const SuiteExample* example : order) {
    means.emplace_back(example, mean_of(values[example->id]));
  }
  return means;
}

PromptSummary summarize(const PromptRun& run) {
  PromptSummary summary;
  std::set<std::string_view> ids;
  std::vector<double> times;
  for (const ExampleResult& result : run.results) {
    ids.insert(result.example.id);
    if (!result.is_done) continue;
    ++summary.done;
    summary.failed += result.error.empty() ? 0 : 1;
    if (result.error.empty()) times.push_back(result.latency_ms);
    for (const Score& score : result.scores) {
      if (std::ranges::find(summary.scores, score.name, &ScoreSummary::name) !=
          summary.scores.end())
        continue;
      const auto is_asked = [&](const ExampleResult& of) {
        return of.find_score(score.name) != nullptr;
      };
      summary.scores.push_back(
          summarize_metric(run, score.name, score.group, is_asked, score_value(score.name)));
    }
  }
  summary.examples = ids.size();
  const auto group = [&](ScoreGroup of) {
    const auto is_asked = [of](const ExampleResult& result) {
      return std::ranges::find(result.scores, of, &Score::group) != result.scores.end();
    };
    return summarize_metric(run, std::string(group_name(of)), of, is_asked, group_value(of));
  };
  summary.accuracy = group(ScoreGroup::accuracy);
  summary.relevance = group(ScoreGroup::relevance);
  const auto mean_over = [&](const std::function<double(const ExampleResult&)>& value_of) {
    return mean_of(only_values(values_by_example(run, [&](const ExampleResult& result) {
      return result.error.empty() ? std::optional(value_of(result)) : std::nullopt;
    })));
  };
  summary.cost_usd = mean_over([](const ExampleResult& one) { return one.cost_usd(false); });
  summary.judge_cost_usd = mean_over([](const ExampleResult& one) { return one.cost_usd(true); });
  summarize_unknown_costs(run, summary);
  summary.input_tokens = mean_over(
      [](const ExampleResult& one) { return static_cast<double>(one.usage(false).input_tokens); });
  summary.output_tokens = mean_over(
      [](const ExampleResult& one) { return static_cast<double>(one.usage(false).output_tokens); });
  summary.p50_ms = percentile_of(times, 0.5);
  summary.p95_ms = percentile_of(times, 0.95);
  return summary;
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

static void redact_entries(TextByName& entries) {
  TextByName kept;
  for (auto& [name, text] : entries) {
    redact_secrets(text);
    kept.emplace(redacted(name), std::move(text));
  }
  entries = std::move(kept);
}

void redact_run(PromptRun& run) {
  for (std::string* const name : {&run.suite, &run.model, &run.judge}) redact_secrets(*name);
  redact_secrets(run.purpose);
  redact_secrets(run.stopped);
  redact_entries(run.metadata);
  for (ExampleResult& result : run.results) {
    redact_entries(result.example.inputs);
    redact_entries(result.example.metadata);
    redact_secrets(result.example.id);
    redact_secrets(result.example.split);
    redact_secrets(result.example.reference.text);
    for (const auto& [name, list] : reference_lists) {
      for (std::string& text : result.example.reference.*list) redact_secrets(text);
    }
    redact_secrets(result.output.text);
    for (std::string& citation : result.output.rejected_citations) redact_secrets(citation);
    redact_secrets(result.error);
    for (Score& score : result.scores) {
      redact_secrets(score.name);
      redact_secrets(score.comment);
    }
    for (RunStep& step : result.steps) {
      for (std::string* const text : {&step.name, &step.model, &step.output}) redact_secrets(*text);
      for (ChatMessage& message : step.messages) redact_secrets(message.content);
      for (RetrievedChunk& chunk : step.chunks) {
        redact_secrets(chunk.symbol);
        redact_secrets(chunk.text);
      }
    }
  }
}

PromptRun prompt_run_of(const EvalRun& run, std::int64_t started_ms) {
  PromptRun record;
  record.suite = run.suite;
  record.target = target_name(TargetKind::search);
  record.started_ms = started_ms;
  record.ended_ms = started_ms;
  record.commit = run.commit;
  record.k = run.judge.k;
  record.metadata = {{"mode", std::string(mode_name(run.mode))},
                     {"level", std::string(level_name(run.judge.level))},
                     {"embedding", run.model}};
  double all_ms = 0;
  for (const QueryResult& query : run.queries) {
    ExampleResult& result = record.results.emplace_back();
    result.example.id = query.text + (query.category.empty() ? "" : " (" + query.category + ")");
    result.example.inputs = {{"query", query.text}};
    result.example.reference.parts = query.relevant;
    if (!query.category.empty()) result.example.metadata["category"] = query.category;
    if (!query.language.empty()) result.example.metadata["language"] = query.language;
    result.output.hits = query.hits;
    result.scores = {score_of(query, Metric::hit1, ScoreGroup::accuracy),
                     score_of(query, Metric::ndcg, ScoreGroup::relevance),
                     score_of(query, Metric::mrr, ScoreGroup::none),
                     score_of(query, Metric::recall, ScoreGroup::none)};
    result.started_ms = started_ms + static_cast<std::int64_t>(all_ms);
    result.latency_ms = query.ms;
    result.is_done = true;
    all_ms += query.ms;
  }
  record.ended_ms = started_ms + static_cast<std::int64_t>(all_ms);
  return record;
}

bool is_of_queries(const PromptRun& run) {
  return run.target == target_name(TargetKind::search) && run.metadata.contains("level");
}

}  // namespace gitctx

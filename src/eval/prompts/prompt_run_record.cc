#include "eval/prompts/prompt_run_record.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace gitctx {

// These functions must be directly in the namespace gitctx. to_json() and from_json() find them by
// argument-dependent lookup, which does not search an unnamed namespace.

static void fields(auto& json, Is<ChatUsage> auto& usage) {
  field(json, "input_tokens", usage.input_tokens);
  field(json, "cached_input_tokens", usage.cached_input_tokens);
  field(json, "output_tokens", usage.output_tokens);
}

static void fields(auto& json, Is<ChatMessage> auto& message) {
  constexpr std::array<std::string_view, 3> roles{"system", "user", "assistant"};
  named_field(json, "role", message.role, roles);
  needed_field(json, "content", message.content);
}

static void fields(auto& json, Is<RetrievedChunk> auto& chunk) {
  needed_field(json, "path", chunk.path);
  field(json, "start_line", chunk.lines.first);
  field(json, "end_line", chunk.lines.last);
  field(json, "symbol", chunk.symbol);
  rounded_field(json, "score", chunk.score, rounded_score);
}

/// An unknown cost is null; older versions of gitctx wrote 0.
static RecordJson usd_json(double usd, bool is_known) {
  return is_known ? RecordJson(rounded_usd(usd)) : RecordJson();
}

static void cost_field(RecordJson& json, const RunStep& step) {
  json["cost_usd"] = usd_json(step.cost_usd, step.cost_is_known);
}
static void cost_field(const RecordJson& json, RunStep& step) {
  field(json, "cost_usd", step.cost_usd);
  step.cost_is_known = !json.contains("cost_usd") || !json.at("cost_usd").is_null();
}

static void fields(auto& json, Is<RunStep> auto& step) {
  constexpr std::array<std::string_view, 3> kinds{"retrieval", "model", "judge"};
  named_field(json, "kind", step.kind, kinds);
  field(json, "name", step.name);
  field(json, "started_ms", step.started_ms);
  rounded_field(json, "ms", step.ms, rounded_ms);
  filled_field(json, "chunks", step.chunks);
  if (step.kind == RunStep::Kind::retrieval) return;
  field(json, "model", step.model);
  field(json, "kept", step.is_kept);
  filled_field(json, "messages", step.messages);
  field(json, "output", step.output);
  field(json, "usage", step.usage);
  cost_field(json, step);
}

static void fields(auto& json, Is<Score> auto& score) {
  needed_field(json, "name", score.name);
  named_field(json, "group", score.group, group_names);
  rounded_field(json, "value", score.value, rounded_score);
  filled_field(json, "comment", score.comment);
}

static void fields(auto& json, Is<TargetOutput> auto& output) {
  field(json, "text", output.text);
  filled_field(json, "hits", output.hits);
  filled_field(json, "plain_hits", output.plain_hits);
  filled_field(json, "citations", output.citations);
  filled_field(json, "rejected_citations", output.rejected_citations);
}

static void fields(auto& json, Is<Reference> auto& reference) {
  filled_field(json, "text", reference.text);
  for (const auto& [name, list] : reference_lists) filled_field(json, name, reference.*list);
  filled_field(json, "parts", reference.parts);
}

static void fields(auto& json, Is<GateLimits> auto& limits) {
  visit_limits(limits, [&](const char* name, auto& limit, double) { field(json, name, limit); });
}

static void fields(auto& json, Is<ScoreSummary> auto& summary) {
  const bool has_value = summary.scored > 0;
  derived_field(json, "mean",
                has_value ? RecordJson(rounded_score(summary.value.mean)) : RecordJson());
  if (has_value) {
    derived_field(json, "low", rounded_score(summary.value.interval.low));
    derived_field(json, "high", rounded_score(summary.value.interval.high));
  }
  derived_field(json, "scored", summary.scored);
  derived_field(json, "asked", summary.asked);
}

namespace {

void result_fields(auto& json, Is<ExampleResult> auto& result, RecordDetail detail) {
  needed_field(json, "id", result.example.id);
  field(json, "repetition", result.repetition);
  field(json, "split", result.example.split);
  field(json, "inputs", result.example.inputs);
  needed_field(json, "output", result.output);
  filled_field(json, "error", result.error);
  needed_field(json, "scores", result.scores);
  derived_field(json, "usage", result.usage(false));
  derived_field(json, "cost_usd", usd_json(result.cost_usd(false), result.cost_is_known(false)));
  if (detail == RecordDetail::baseline) return;
  derived_field(json, "judge_usage", result.usage(true));
  derived_field(json, "judge_cost_usd",
                usd_json(result.cost_usd(true), result.cost_is_known(true)));
  field(json, "done", result.is_done);
  field(json, "started_ms", result.started_ms);
  rounded_field(json, "ms", result.latency_ms, rounded_ms);
  field(json, "metadata", result.example.metadata);
  field(json, "reference", result.example.reference);
  field(json, "steps", result.steps);
}

/// Throws WrongValue for values that no run can have.
void check_result(const ExampleResult& result) {
  require_value(result.repetition >= 0 && result.latency_ms >= 0);
  for (const Score& score : result.scores) {
    // A gain can be negative.
    require_value(!score.value || std::abs(*score.value) <= 1);
  }
  for (const RunStep& step : result.steps) require_value(step.ms >= 0 && step.cost_usd >= 0);
}

ExampleResult parse_result(const RecordJson& json) {
  ExampleResult result{.is_done = true};
  result_fields(json, result, RecordDetail::all);
  if (!json.contains("steps")) {
    // A baseline has no steps, so the whole cost of an example becomes one model step.
    RunStep all;
    needed_field(json, "usage", all.usage);
    cost_field(json, all);
    result.steps.push_back(std::move(all));
  }
  check_result(result);
  return result;
}

RecordJson cost_json(const PromptRun& run, const PromptSummary& summary, RecordDetail detail) {
  RecordJson cost{{"of_an_example", usd_json(summary.cost_usd, summary.cost_is_known)}};
  if (detail == RecordDetail::baseline) return cost;
  cost["of_its_judges"] = usd_json(summary.judge_cost_usd, summary.judge_cost_is_known);
  cost["paid"] = usd_json(run.paid_usd, summary.paid_is_known);
  return cost;
}

/// The fields of the document, except the examples.
void head_fields(auto& json, Is<PromptRun> auto& run, RecordDetail detail) {
  const PromptSummary summary = summarize(run);
  derived_field(json, "version", record_version);
  needed_field(json, "suite", run.suite);
  field(json, "purpose", run.purpose);
  needed_field(json, "target", run.target);
  field(json, "k", run.k);
  field(json, "model", run.model);
  field(json, "judge", run.judge);
  field(json, "repetitions", run.repetitions);
  derived_field(json, "examples", summary.examples);
  derived_field(json, "accuracy", summary.accuracy);
  derived_field(json, "relevance", summary.relevance);
  RecordJson scores;
  for (const ScoreSummary& score : summary.scores) scores[score.name] = score;
  if (!scores.empty()) derived_field(json, "scores", scores);
  derived_field(json, "cost_usd", cost_json(run, summary, detail));
  derived_field(json, "tokens",
                RecordJson{{"input", summary.input_tokens}, {"output", summary.output_tokens}});
  if (detail == RecordDetail::baseline) return;
  derived_field(
      json, "latency_ms",
      RecordJson{{"p50", rounded_ms(summary.p50_ms)}, {"p95", rounded_ms(summary.p95_ms)}});
  field(json, "run", run.id);
  field(json, "started_ms", run.started_ms);
  field(json, "ended_ms", run.ended_ms);
  field(json, "commit", run.commit);
  derived_field(json, "complete", run.is_complete());
  field(json, "stopped", run.stopped);
  derived_field(json, "done", summary.done);
  derived_field(json, "failed", summary.failed);
  field(json, "metadata", run.metadata);
  field(json, "limits", run.limits);
}

}  // namespace

std::string prompt_run_json(const PromptRun& run, RecordDetail detail) {
  RecordJson head;
  head_fields(head, run, detail);
  std::vector<RecordJson> results;
  for (const ExampleResult& result : run.results) {
    result_fields(results.emplace_back(), result, detail);
  }
  return record_text(head, "results", results);
}

PromptRun parse_prompt_run(std::string_view json, std::string_view file) {
  PromptRun run;
  read_record(json, file, record_version, "a record of gitctx eval run of a prompt suite",
              "Run: gitctx eval run --save-baseline", [&](const RecordJson& document) {
                head_fields(document, run, RecordDetail::all);
                field(document.at("cost_usd"), "paid", run.paid_usd);
                require_value(run.k >= 1 && run.repetitions >= 1 && run.paid_usd >= 0);
                require_value(document.at("results").is_array());
                for (const RecordJson& result : document.at("results")) {
                  run.results.push_back(parse_result(result));
                }
              });
  // Records from older versions of gitctx may contain secrets.
  redact_run(run);
  return run;
}

}  // namespace gitctx

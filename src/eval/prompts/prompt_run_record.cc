#include "eval/prompts/prompt_run_record.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array score_groups{ScoreGroup::accuracy, ScoreGroup::relevance, ScoreGroup::none};
constexpr std::array step_kinds{RunStep::Kind::retrieval, RunStep::Kind::model,
                                RunStep::Kind::judge};
constexpr std::array roles{ChatMessage::Role::system, ChatMessage::Role::user,
                           ChatMessage::Role::assistant};

std::string_view step_name(RunStep::Kind kind) {
  constexpr std::array names{"retrieval", "model", "judge"};
  return names[static_cast<std::size_t>(kind)];
}

/// The last bits of a logarithm or a cosine vary between machines.
double rounded_score(double value) { return std::round(value * 1e6) / 1e6; }
/// The last bits of a sum of prices vary with the order of its terms.
double rounded_usd(double usd) { return std::round(usd * 1e9) / 1e9; }

constexpr std::array limit_fields{
    std::pair{"accuracy", &GateLimits::accuracy},
    std::pair{"relevance", &GateLimits::relevance},
    std::pair{"cost_usd", &GateLimits::cost_usd},
    std::pair{"latency_p95_ms", &GateLimits::latency_p95_ms},
    std::pair{"relevance_drop", &GateLimits::relevance_drop},
    std::pair{"cost_rise", &GateLimits::cost_rise},
};

/// Writes a text or a list unless it is empty.
void add(Json& out, const char* name, const auto& value) {
  if (!value.empty()) out[name] = value;
}

Json reference_json(const Reference& reference) {
  Json out = Json::object();
  add(out, "text", reference.text);
  for (const auto& [name, list] : reference_lists) add(out, name, reference.*list);
  add(out, "parts", reference.parts);
  return out;
}

Json output_json(const TargetOutput& output) {
  Json out{{"text", output.text}};
  add(out, "hits", output.hits);
  add(out, "plain_hits", output.plain_hits);
  add(out, "citations", output.citations);
  add(out, "rejected_citations", output.rejected_citations);
  return out;
}

Json usage_json(const ChatUsage& usage) {
  return {{"input_tokens", usage.input_tokens},
          {"cached_input_tokens", usage.cached_input_tokens},
          {"output_tokens", usage.output_tokens}};
}

Json scores_json(const std::vector<Score>& scores) {
  Json out = Json::array();
  for (const Score& score : scores) {
    Json one{{"name", score.name},
             {"group", group_name(score.group)},
             {"value", score.value ? Json(rounded_score(*score.value)) : Json(nullptr)}};
    add(one, "comment", score.comment);
    out.push_back(std::move(one));
  }
  return out;
}

Json step_json(const RunStep& step) {
  Json out{{"kind", step_name(step.kind)},
           {"name", step.name},
           {"started_ms", step.started_ms},
           {"ms", rounded_ms(step.ms)}};
  if (step.kind == RunStep::Kind::retrieval) {
    for (const RetrievedChunk& chunk : step.chunks) {
      Json one = chunk.part();
      one["symbol"] = chunk.symbol;
      one["score"] = rounded_score(chunk.score);
      out["chunks"].push_back(std::move(one));
    }
    return out;
  }
  out["model"] = step.model;
  out["kept"] = step.is_kept;
  for (const ChatMessage& message : step.messages) {
    out["messages"].push_back({{"role", role_name(message.role)}, {"content", message.content}});
  }
  out["output"] = step.output;
  out["usage"] = usage_json(step.usage);
  out["cost_usd"] = rounded_usd(step.cost_usd);
  return out;
}

Json result_json(const ExampleResult& result, RecordDetail detail) {
  Json out{{"id", result.example.id}, {"repetition", result.repetition}};
  out["split"] = result.example.split;
  out["inputs"] = result.example.inputs;
  out["output"] = output_json(result.output);
  add(out, "error", result.error);
  out["scores"] = scores_json(result.scores);
  out["usage"] = usage_json(result.usage(false));
  out["cost_usd"] = rounded_usd(result.cost_usd(false));
  if (detail == RecordDetail::baseline) return out;
  out["judge_usage"] = usage_json(result.usage(true));
  out["judge_cost_usd"] = rounded_usd(result.cost_usd(true));
  out["done"] = result.is_done;
  out["started_ms"] = result.started_ms;
  out["ms"] = rounded_ms(result.latency_ms);
  out["metadata"] = result.example.metadata;
  out["reference"] = reference_json(result.example.reference);
  out["steps"] = Json::array();
  for (const RunStep& step : result.steps) out["steps"].push_back(step_json(step));
  return out;
}

Json summary_json(const ScoreSummary& summary) {
  if (summary.scored == 0) {
    return {{"mean", nullptr}, {"scored", summary.scored}, {"asked", summary.asked}};
  }
  return {{"mean", rounded_score(summary.value.mean)},
          {"low", rounded_score(summary.value.interval.low)},
          {"high", rounded_score(summary.value.interval.high)},
          {"scored", summary.scored},
          {"asked", summary.asked}};
}

Json limits_json(const GateLimits& limits) {
  Json out{{"accuracy_drop", limits.accuracy_drop}, {"coverage", limits.coverage}};
  for (const auto& [name, limit] : limit_fields) {
    if (limits.*limit) out[name] = *(limits.*limit);
  }
  return out;
}

/// The document without its examples.
Json head_json(const PromptRun& run, RecordDetail detail) {
  const PromptSummary summary = summarize(run);
  Json head{{"version", record_version},
            {"suite", run.suite},
            {"purpose", run.purpose},
            {"target", run.target},
            {"k", run.k},
            {"model", run.model},
            {"judge", run.judge},
            {"repetitions", run.repetitions}};
  head["examples"] = summary.examples;
  head["accuracy"] = summary_json(summary.accuracy);
  head["relevance"] = summary_json(summary.relevance);
  for (const ScoreSummary& score : summary.scores) {
    head["scores"][score.name] = summary_json(score);
  }
  head["cost_usd"] = {{"of_an_example", rounded_usd(summary.cost_usd)}};
  head["tokens"] = {{"input", summary.input_tokens}, {"output", summary.output_tokens}};
  if (detail == RecordDetail::baseline) return head;
  head["cost_usd"]["of_its_judges"] = rounded_usd(summary.judge_cost_usd);
  head["cost_usd"]["paid"] = rounded_usd(run.paid_usd);
  head["latency_ms"] = {{"p50", rounded_ms(summary.p50_ms)}, {"p95", rounded_ms(summary.p95_ms)}};
  head["run"] = run.id;
  head["started_ms"] = run.started_ms;
  head["ended_ms"] = run.ended_ms;
  head["commit"] = run.commit;
  head["complete"] = run.is_complete();
  head["stopped"] = run.stopped;
  head["done"] = summary.done;
  head["failed"] = summary.failed;
  head["metadata"] = run.metadata;
  head["limits"] = limits_json(run.limits);
  return head;
}

// Reading: a missing field keeps its default.

template <class Value>
void read(const Json& json, const char* name, Value& value) {
  const auto found = json.find(name);
  if (found != json.end() && !found->is_null()) value = found->get<Value>();
}

ChatUsage parse_usage(const Json& json) {
  ChatUsage usage;
  read(json, "input_tokens", usage.input_tokens);
  read(json, "cached_input_tokens", usage.cached_input_tokens);
  read(json, "output_tokens", usage.output_tokens);
  return usage;
}

RunStep parse_step(const Json& json) {
  RunStep step;
  step.kind = parse_name(json.at("kind"), step_kinds, step_name, step_kinds.back());
  read(json, "name", step.name);
  read(json, "model", step.model);
  read(json, "started_ms", step.started_ms);
  read(json, "ms", step.ms);
  read(json, "kept", step.is_kept);
  read(json, "output", step.output);
  read(json, "cost_usd", step.cost_usd);
  if (json.contains("usage")) step.usage = parse_usage(json.at("usage"));
  for (const Json& message : json.value("messages", Json::array())) {
    step.messages.push_back({parse_name(message.at("role"), roles, role_name, roles.back()),
                             message.at("content").get<std::string>()});
  }
  for (const Json& chunk : json.value("chunks", Json::array())) {
    const auto part = chunk.get<FilePart>();
    RetrievedChunk one{.path = part.path, .lines = part.lines.value_or(LineRange{})};
    read(chunk, "symbol", one.symbol);
    read(chunk, "score", one.score);
    step.chunks.push_back(std::move(one));
  }
  return step;
}

Reference parse_reference(const Json& json) {
  Reference reference;
  read(json, "text", reference.text);
  for (const auto& [name, list] : reference_lists) read(json, name, reference.*list);
  read(json, "parts", reference.parts);
  return reference;
}

/// A baseline has no steps: the cost of an example becomes one step of the model.
void read_steps(const Json& json, ExampleResult& result) {
  for (const Json& step : json.value("steps", Json::array())) {
    result.steps.push_back(parse_step(step));
  }
  if (json.contains("steps")) return;
  RunStep all;
  all.usage = parse_usage(json.at("usage"));
  read(json, "cost_usd", all.cost_usd);
  result.steps.push_back(std::move(all));
}

ExampleResult parse_result(const Json& json) {
  ExampleResult result;
  result.example.id = json.at("id").get<std::string>();
  read(json, "split", result.example.split);
  read(json, "inputs", result.example.inputs);
  read(json, "metadata", result.example.metadata);
  if (json.contains("reference")) {
    result.example.reference = parse_reference(json.at("reference"));
  }
  read(json, "repetition", result.repetition);
  const Json& output = json.at("output");
  read(output, "text", result.output.text);
  read(output, "hits", result.output.hits);
  read(output, "plain_hits", result.output.plain_hits);
  read(output, "citations", result.output.citations);
  read(output, "rejected_citations", result.output.rejected_citations);
  read(json, "error", result.error);
  for (const Json& score : json.at("scores")) {
    Score& one = result.scores.emplace_back();
    one.name = score.at("name").get<std::string>();
    one.group = parse_name(score.at("group"), score_groups, group_name, ScoreGroup::none);
    if (!score.at("value").is_null()) one.value = score.at("value").get<double>();
    read(score, "comment", one.comment);
  }
  read_steps(json, result);
  result.is_done = json.value("done", true);
  read(json, "started_ms", result.started_ms);
  read(json, "ms", result.latency_ms);
  return result;
}

GateLimits parse_limits(const Json& json) {
  GateLimits limits;
  read(json, "accuracy_drop", limits.accuracy_drop);
  read(json, "coverage", limits.coverage);
  for (const auto& [name, limit] : limit_fields) {
    if (json.contains(name)) limits.*limit = json.at(name).get<double>();
  }
  return limits;
}

PromptRun parse_run(const Json& document) {
  PromptRun run;
  run.suite = document.at("suite").get<std::string>();
  run.target = document.at("target").get<std::string>();
  read(document, "purpose", run.purpose);
  read(document, "run", run.id);
  read(document, "k", run.k);
  read(document, "model", run.model);
  read(document, "judge", run.judge);
  read(document, "repetitions", run.repetitions);
  read(document, "started_ms", run.started_ms);
  read(document, "ended_ms", run.ended_ms);
  read(document, "commit", run.commit);
  read(document, "stopped", run.stopped);
  read(document, "metadata", run.metadata);
  read(document.at("cost_usd"), "paid", run.paid_usd);
  if (document.contains("limits")) run.limits = parse_limits(document.at("limits"));
  for (const Json& result : document.at("results")) run.results.push_back(parse_result(result));
  return run;
}

}  // namespace

std::string prompt_run_json(const PromptRun& run, RecordDetail detail) {
  std::vector<Json> results;
  for (const ExampleResult& result : run.results) results.push_back(result_json(result, detail));
  return record_text(head_json(run, detail), "results", results);
}

PromptRun parse_prompt_run(std::string_view json, std::string_view file) {
  PromptRun run;
  read_record(json, file, record_version, "a record of gitctx eval run of a prompt suite",
              "Run: gitctx eval run --save-baseline",
              [&](const Json& document) { run = parse_run(document); });
  return run;
}

}  // namespace gitctx

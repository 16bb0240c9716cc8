#include "langsmith/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json_text.h"
#include "langsmith/run.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::microseconds;

constexpr int record_version = 1;
/// The namespace of example ids: a random UUID that never changes.
constexpr std::string_view example_namespace = "6d0e7c6a-43f5-4b0e-9a3f-4d6b9d0f2c11";

/// JSON whose members are in the order of their names: equal values have the same text.
std::string canonical(const Json& json) { return nlohmann::json::parse(json_text(json)).dump(); }

void fill_step(ExperimentStep& step, TimedIds& ids, TraceTime earliest) {
  step.start = std::max(step.start, earliest);
  step.end = std::max(step.end, step.start);
  if (step.id.empty()) step.id = ids.next(step.start);
  TraceTime next = step.start;
  for (ExperimentStep& inner : step.steps) {
    fill_step(inner, ids, next);
    next = inner.start + microseconds(1);
  }
}

void fill_scores(std::vector<ExperimentScore>& scores, TimedIds& ids, TraceTime time) {
  for (ExperimentScore& score : scores) {
    if (score.id.empty()) score.id = ids.next(time);
  }
}

Json time_json(TraceTime time) { return time.time_since_epoch().count(); }
TraceTime time_of(const Json& json) { return TraceTime(microseconds(json.get<std::int64_t>())); }

Json step_json(const ExperimentStep& step) {
  Json out{{"id", step.id},
           {"name", step.name},
           {"run_type", step.run_type},
           {"start", time_json(step.start)},
           {"end", time_json(step.end)},
           {"inputs", step.inputs},
           {"outputs", step.outputs},
           {"metadata", step.metadata},
           {"error", step.error},
           {"steps", Json::array()}};
  for (const ExperimentStep& inner : step.steps) out["steps"].push_back(step_json(inner));
  return out;
}

ExperimentStep step_of(const Json& json) {
  ExperimentStep step{.id = json.at("id"),
                      .name = json.at("name"),
                      .run_type = json.at("run_type"),
                      .start = time_of(json.at("start")),
                      .end = time_of(json.at("end")),
                      .error = json.at("error")};
  step.inputs = json.at("inputs");
  step.outputs = json.at("outputs");
  step.metadata = json.at("metadata");
  for (const Json& inner : json.at("steps")) step.steps.push_back(step_of(inner));
  return step;
}

Json scores_json(const std::vector<ExperimentScore>& scores) {
  Json out = Json::array();
  for (const ExperimentScore& score : scores) {
    out.push_back({{"id", score.id},
                   {"key", score.key},
                   {"score", score.score ? Json(*score.score) : Json()},
                   {"comment", score.comment},
                   {"is_lower_better", score.is_lower_better}});
  }
  return out;
}

std::vector<ExperimentScore> scores_of(const Json& json) {
  std::vector<ExperimentScore> scores;
  for (const Json& one : json) {
    ExperimentScore score{.key = one.at("key"),
                          .comment = one.at("comment"),
                          .is_lower_better = one.at("is_lower_better"),
                          .id = one.at("id")};
    if (one.at("score").is_number()) score.score = one.at("score").get<double>();
    scores.push_back(std::move(score));
  }
  return scores;
}

ExperimentRecord record_of(const Json& json) {
  ExperimentRecord record{.dataset = json.at("dataset"),
                          .dataset_description = json.at("dataset_description"),
                          .name = json.at("name"),
                          .description = json.at("description"),
                          .repetitions = json.at("repetitions"),
                          .start = time_of(json.at("start")),
                          .end = time_of(json.at("end")),
                          .id = json.at("id")};
  record.metadata = json.at("metadata");
  for (const Json& one : json.at("examples")) {
    ExperimentExample example{.id = one.at("id"), .split = one.at("split")};
    example.inputs = one.at("inputs");
    example.outputs = one.at("outputs");
    example.metadata = one.at("metadata");
    record.examples.push_back(std::move(example));
  }
  for (const Json& one : json.at("runs")) {
    record.runs.push_back({one.at("example").get<std::size_t>(), step_of(one.at("root")),
                           scores_of(one.at("scores"))});
    if (record.runs.back().example >= record.examples.size()) {
      throw Error(ErrorCode::failure, "a run answers no example");
    }
  }
  record.summary = scores_of(json.at("summary"));
  return record;
}

}  // namespace

ExperimentRecord with_ids(ExperimentRecord record, TimedIds& ids) {
  if (record.id.empty()) record.id = ids.next(record.start);
  // The same question twice in a data set is two examples.
  std::map<std::string, int> seen;
  for (ExperimentExample& example : record.examples) {
    const std::string content = record.dataset + '\n' + canonical(example.inputs);
    const int before = seen[content]++;
    if (!example.id.empty()) continue;
    example.id =
        named_id(example_namespace, before == 0 ? content : fmt::format("{}\n{}", content, before));
  }
  for (ExperimentRun& run : record.runs) {
    fill_step(run.root, ids, run.root.start);
    fill_scores(run.scores, ids, run.root.start);
  }
  fill_scores(record.summary, ids, record.end);
  return record;
}

std::string experiment_json(const ExperimentRecord& record) {
  Json out{{"version", record_version},
           {"id", record.id},
           {"dataset", record.dataset},
           {"dataset_description", record.dataset_description},
           {"name", record.name},
           {"description", record.description},
           {"repetitions", record.repetitions},
           {"start", time_json(record.start)},
           {"end", time_json(record.end)},
           {"metadata", record.metadata},
           {"summary", scores_json(record.summary)},
           {"examples", Json::array()},
           {"runs", Json::array()}};
  for (const ExperimentExample& example : record.examples) {
    out["examples"].push_back({{"id", example.id},
                               {"inputs", example.inputs},
                               {"outputs", example.outputs},
                               {"metadata", example.metadata},
                               {"split", example.split}});
  }
  for (const ExperimentRun& run : record.runs) {
    out["runs"].push_back({{"example", run.example},
                           {"root", step_json(run.root)},
                           {"scores", scores_json(run.scores)}});
  }
  return json_text(out);
}

ExperimentRecord parse_experiment(std::string_view json, std::string_view file) {
  try {
    const Json document = Json::parse(json);
    if (document.at("version").get<int>() <= record_version) return record_of(document);
  } catch (const Json::exception&) {
    throw Error(ErrorCode::failure, fmt::format("{} is no experiment kept for LangSmith", file),
                "remove it");
  }
  throw Error(ErrorCode::failure, fmt::format("{} was written by a newer gitctx", file),
              "use a newer gitctx");
}

}  // namespace gitctx

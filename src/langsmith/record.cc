#include "langsmith/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json_text.h"
#include "eval/record_file.h"

namespace gitctx {
namespace {

using std::chrono::microseconds;

constexpr int experiment_version = 1;
/// The namespace of example ids: a random UUID that must never change.
constexpr std::string_view example_namespace = "6d0e7c6a-43f5-4b0e-9a3f-4d6b9d0f2c11";

/// JSON text with the members sorted by name, so that equal values have equal texts.
std::string canonical(const RecordJson& json) {
  return nlohmann::json::parse(json_text(json)).dump();
}

void fill_step(LangSmithRun& step, TimedIds& ids, TraceTime earliest) {
  step.start = std::max(step.start, earliest);
  step.end = std::max(step.end, step.start);
  if (step.id.empty()) step.id = ids.next(step.start);
  TraceTime next = step.start;
  for (LangSmithRun& inner : step.steps) {
    fill_step(inner, ids, next);
    next = inner.start + microseconds(1);
  }
}

void fill_scores(std::vector<LangSmithFeedback>& scores, TimedIds& ids, TraceTime time) {
  for (LangSmithFeedback& score : scores) {
    if (score.id.empty()) score.id = ids.next(time);
  }
}

}  // namespace

// These functions are not in the unnamed namespace, because the JSON library would not find them
// there.

static void time_field(RecordJson& json, const char* name, TraceTime time) {
  json[name] = time.time_since_epoch().count();
}
static void time_field(const RecordJson& json, const char* name, TraceTime& time) {
  time = TraceTime(microseconds(json_whole<std::int64_t>(json.at(name))));
}

static void fields(auto& json, Is<LangSmithRun> auto& step) {
  needed_field(json, "id", step.id);
  needed_field(json, "name", step.name);
  needed_field(json, "run_type", step.run_type);
  time_field(json, "start", step.start);
  time_field(json, "end", step.end);
  needed_field(json, "inputs", step.inputs);
  needed_field(json, "outputs", step.outputs);
  needed_field(json, "metadata", step.metadata);
  needed_field(json, "error", step.error);
  needed_field(json, "steps", step.steps);
}

static void fields(auto& json, Is<LangSmithFeedback> auto& score) {
  needed_field(json, "id", score.id);
  needed_field(json, "key", score.key);
  needed_field(json, "score", score.score);
  needed_field(json, "comment", score.comment);
  needed_field(json, "is_lower_better", score.is_lower_better);
}

static void fields(auto& json, Is<ExperimentExample> auto& example) {
  needed_field(json, "id", example.id);
  needed_field(json, "inputs", example.inputs);
  needed_field(json, "outputs", example.outputs);
  needed_field(json, "metadata", example.metadata);
  needed_field(json, "split", example.split);
}

static void fields(auto& json, Is<ExperimentRun> auto& run) {
  needed_field(json, "example", run.example);
  needed_field(json, "root", run.root);
  needed_field(json, "scores", run.scores);
}

static void fields(auto& json, Is<ExperimentRecord> auto& record) {
  needed_field(json, "id", record.id);
  needed_field(json, "dataset", record.dataset);
  needed_field(json, "dataset_description", record.dataset_description);
  needed_field(json, "name", record.name);
  needed_field(json, "description", record.description);
  needed_field(json, "repetitions", record.repetitions);
  time_field(json, "start", record.start);
  time_field(json, "end", record.end);
  needed_field(json, "metadata", record.metadata);
  needed_field(json, "summary", record.summary);
  needed_field(json, "examples", record.examples);
  needed_field(json, "runs", record.runs);
}

/// Throws WrongValue for an id that is not a UUID. An id that is not assigned yet is empty.
static void require_id(const std::string& id) { require_value(id.empty() || is_uuid(id)); }

static void require_ids(const LangSmithRun& step) {
  require_id(step.id);
  for (const LangSmithRun& inner : step.steps) require_ids(inner);
}

/// Throws WrongValue if the record has an id that is not a UUID. The check is needed because ids
/// become parts of addresses, and a stranger may have written the record.
static void require_ids(const ExperimentRecord& record) {
  require_id(record.id);
  for (const LangSmithFeedback& score : record.summary) require_id(score.id);
  for (const ExperimentExample& example : record.examples) require_id(example.id);
  for (const ExperimentRun& run : record.runs) {
    require_ids(run.root);
    for (const LangSmithFeedback& score : run.scores) require_id(score.id);
  }
}

ExperimentRecord with_ids(ExperimentRecord record, TimedIds& ids) {
  if (record.id.empty()) record.id = ids.next(record.start);
  // If a question occurs twice in a data set, the two examples need different ids.
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

void scrub_record(ExperimentRecord& record, std::span<const std::string> secrets) {
  RecordJson document = record;
  scrub_json(document, secrets);
  document.get_to(record);
}

std::string experiment_json(const ExperimentRecord& record) {
  RecordJson document{{"version", experiment_version}};
  fields(document, record);
  return json_text(document);
}

ExperimentRecord parse_experiment(std::string_view json, std::string_view file) {
  ExperimentRecord record;
  read_record(json, file, experiment_version, "an experiment for LangSmith",
              fmt::format("Remove {}", file), [&](const RecordJson& document) {
                document.get_to(record);
                require_ids(record);
              });
  if (!record.metadata.is_object()) {
    throw Error(ErrorCode::failure, fmt::format("{}: the metadata is not an object", file));
  }
  for (const ExperimentRun& run : record.runs) {
    if (run.example < record.examples.size()) continue;
    throw Error(ErrorCode::failure, fmt::format("{}: a run answers an unknown example", file));
  }
  return record;
}

}  // namespace gitctx

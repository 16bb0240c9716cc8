#include "langsmith/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <map>
#include <type_traits>

#include "base/error.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "eval/record_file.h"
#include "http/secret_scrubber.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::microseconds;

constexpr int experiment_version = 1;
/// The namespace of example ids: a random UUID that must never change.
constexpr std::string_view example_namespace = "6d0e7c6a-43f5-4b0e-9a3f-4d6b9d0f2c11";

/// JSON with its members sorted by name: equal values have equal text.
std::string canonical(const Json& json) { return nlohmann::json::parse(json_text(json)).dump(); }

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

template <class Type, class Plain>
concept Is = std::same_as<std::remove_const_t<Type>, Plain>;

// The fields of each part of a record, in the order of its JSON text.

void visit_fields(Is<LangSmithRun> auto& step, const auto& visit) {
  visit("id", step.id);
  visit("name", step.name);
  visit("run_type", step.run_type);
  visit("start", step.start);
  visit("end", step.end);
  visit("inputs", step.inputs);
  visit("outputs", step.outputs);
  visit("metadata", step.metadata);
  visit("error", step.error);
  visit("steps", step.steps);
}

void visit_fields(Is<LangSmithFeedback> auto& score, const auto& visit) {
  visit("id", score.id);
  visit("key", score.key);
  visit("score", score.score);
  visit("comment", score.comment);
  visit("is_lower_better", score.is_lower_better);
}

void visit_fields(Is<ExperimentExample> auto& example, const auto& visit) {
  visit("id", example.id);
  visit("inputs", example.inputs);
  visit("outputs", example.outputs);
  visit("metadata", example.metadata);
  visit("split", example.split);
}

void visit_fields(Is<ExperimentRun> auto& run, const auto& visit) {
  visit("example", run.example);
  visit("root", run.root);
  visit("scores", run.scores);
}

void visit_fields(Is<ExperimentRecord> auto& record, const auto& visit) {
  visit("id", record.id);
  visit("dataset", record.dataset);
  visit("dataset_description", record.dataset_description);
  visit("name", record.name);
  visit("description", record.description);
  visit("repetitions", record.repetitions);
  visit("start", record.start);
  visit("end", record.end);
  visit("metadata", record.metadata);
  visit("summary", record.summary);
  visit("examples", record.examples);
  visit("runs", record.runs);
}

template <class Value>
concept HasFields = requires(Value& value) { visit_fields(value, [](const char*, auto&) {}); };

// Fields whose type JSON does not know.

const auto& json_value(const auto& value) { return value; }
Json json_value(TraceTime time) { return time.time_since_epoch().count(); }
Json json_value(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

void read_value(const Json& json, auto& value) { json.get_to(value); }
void read_value(const Json& json, TraceTime& time) {
  time = TraceTime(microseconds(json.get<std::int64_t>()));
}
void read_value(const Json& json, std::optional<double>& value) {
  if (json.is_number()) value = json.get<double>();
}

struct FieldScrubber {
  std::span<const std::string> secrets;

  void operator()(const char*, auto& value) const { scrub(value); }

  void scrub(HasFields auto& value) const { visit_fields(value, *this); }
  template <class Element>
  void scrub(std::vector<Element>& list) const {
    for (Element& element : list) scrub(element);
  }
  void scrub(std::string& text) const { text = scrub_secrets(replace_invalid_utf8(text), secrets); }
  void scrub(Json& json) const { scrub_json(json, secrets); }
  void scrub(auto&) const {}  // numbers and times
};

}  // namespace

// Not in the unnamed namespace, where the JSON library would not find them.

template <HasFields Value>
static void to_json(Json& json, const Value& value) {
  visit_fields(value, [&](const char* name, const auto& field) { json[name] = json_value(field); });
}

template <HasFields Value>
static void from_json(const Json& json, Value& value) {
  visit_fields(value, [&](const char* name, auto& field) { read_value(json.at(name), field); });
}

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

void scrub_record(ExperimentRecord& record, std::span<const std::string> secrets) {
  visit_fields(record, FieldScrubber{secrets});
}

std::string experiment_json(const ExperimentRecord& record) {
  Json document{{"version", experiment_version}};
  to_json(document, record);
  return json_text(document);
}

ExperimentRecord parse_experiment(std::string_view json, std::string_view file) {
  ExperimentRecord record;
  read_record(json, file, experiment_version, "an experiment for LangSmith",
              fmt::format("Remove {}", file),
              [&](const Json& document) { document.get_to(record); });
  for (const ExperimentRun& run : record.runs) {
    if (run.example < record.examples.size()) continue;
    throw Error(ErrorCode::failure, fmt::format("{}: a run answers an unknown example", file));
  }
  return record;
}

}  // namespace gitctx

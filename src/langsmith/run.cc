#include "langsmith/run.h"

#include <cmath>

#include "base/utf8.h"
#include "eval/record_file.h"
#include "http/secret_scrubber.h"

namespace gitctx {

using OrderedJson = nlohmann::ordered_json;

void place_run(LangSmithRun& run, const LangSmithRun* parent) {
  run.dotted_order = order_segment(run.start, run.id);
  if (parent == nullptr) {
    run.trace_id = run.id;
    return;
  }
  run.dotted_order.insert(0, parent->dotted_order + ".");
  run.trace_id = parent->trace_id;
  run.parent_id = parent->id;
  run.session_id = parent->session_id;
  run.session_name = parent->session_name;
}

void hide_fields(LangSmithRun& run, const LangSmithSettings& settings) {
  if (settings.hides_inputs) run.inputs = OrderedJson::object();
  if (settings.hides_outputs && !run.outputs.is_null()) run.outputs = OrderedJson::object();
  if (settings.hides_metadata) run.metadata = nullptr;
}

OrderedJson run_json(const LangSmithRun& run) {
  OrderedJson out{{"id", run.id},
                  {"trace_id", run.trace_id},
                  {"dotted_order", run.dotted_order},
                  {"name", run.name},
                  {"run_type", run.run_type},
                  {"start_time", iso_time(run.start)},
                  {"end_time", iso_time(run.end)}};
  filled_field(out, "parent_run_id", run.parent_id);
  filled_field(out, "session_id", run.session_id);
  filled_field(out, "session_name", run.session_name);
  filled_field(out, "reference_example_id", run.example_id);
  out["inputs"] = run.inputs;
  if (!run.outputs.is_null()) out["outputs"] = run.outputs;
  filled_field(out, "error", run.error);
  if (!run.metadata.empty()) out["extra"] = {{"metadata", run.metadata}};
  return out;
}

OrderedJson feedback_json(const LangSmithFeedback& feedback) {
  OrderedJson out{
      {"id", feedback.id}, {"run_id", nullptr}, {"key", feedback.key}, {"score", nullptr}};
  if (!feedback.run_id.empty()) out["run_id"] = feedback.run_id;
  if (feedback.score) out["score"] = std::round(*feedback.score * 1e4) / 1e4;
  filled_field(out, "trace_id", feedback.trace_id);
  filled_field(out, "session_id", feedback.session_id);
  if (feedback.start) out["start_time"] = iso_time(*feedback.start);
  filled_field(out, "comment", feedback.comment);
  if (feedback.is_lower_better) {
    out["feedback_config"] = {{"type", "continuous"}, {"is_lower_score_better", true}};
  }
  filled_field(out, "comparative_experiment_id", feedback.comparison_id);
  filled_field(out, "feedback_group_id", feedback.group_id);
  out["feedback_source"] = {{"type", "api"}, {"metadata", OrderedJson::object()}};
  return out;
}

void scrub_json(OrderedJson& json, std::span<const std::string> secrets) {
  if (json.is_string()) {
    json = scrub_secrets(replace_invalid_utf8(json.get<std::string>()), secrets);
    return;
  }
  if (!json.is_structured()) return;
  for (auto& [name, value] : json.items()) {
    if (value.is_string() && json.is_object() && is_secret_header(name)) {
      value = scrubbed_mark;
    } else {
      scrub_json(value, secrets);
    }
  }
}

}  // namespace gitctx

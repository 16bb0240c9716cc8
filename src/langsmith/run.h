#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/ids.h"
#include "langsmith/settings.h"

namespace gitctx {

/// One step of a trace in LangSmith. It is sent once, complete with its start and end. Empty texts
/// and null values are not sent.
struct LangSmithRun {
  std::string id;
  std::string trace_id;      ///< the id of the root
  std::string parent_id;     ///< empty for the root
  std::string dotted_order;  ///< the parent's dotted_order, then order_segment(start, id)
  std::string name;
  std::string run_type = "chain";  ///< tool, chain, llm, retriever, embedding, prompt or parser
  TraceTime start;
  TraceTime end;
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  nlohmann::ordered_json outputs;   ///< an object, or null
  std::string error;                ///< why there are no outputs
  nlohmann::ordered_json metadata;  ///< an object, or null
  std::vector<LangSmithRun> steps;  ///< the runs inside this one; only in an ExperimentRecord
  std::string session_id;           ///< id of the project or experiment; empty: see session_name
  std::string session_name;
  std::string example_id;  ///< the example that a root run of an experiment answers
};

/// Sets the run's place in its trace: inside `parent`, or as the root if `parent` is null.
void place_run(LangSmithRun& run, const LangSmithRun* parent);

/// Removes the fields that the settings hide: inputs and outputs become empty, and metadata becomes
/// null.
void hide_fields(LangSmithRun& run, const LangSmithSettings& settings);

/// The run as JSON, without its steps and without the fields that are not set.
nlohmann::ordered_json run_json(const LangSmithRun& run);

/// A score of a run, or of a whole experiment.
struct LangSmithFeedback {
  std::string id;
  std::string run_id;    ///< empty: the score is for the whole experiment
  std::string trace_id;  ///< trace of the run
  std::string session_id;
  std::optional<TraceTime> start;  ///< start of the run
  std::string key;                 ///< snake_case, stable over versions
  std::optional<double> score;     ///< sent with 4 decimals, because LangSmith stores 4
  std::string comment;
  bool is_lower_better = false;
  std::string comparison_id;  ///< the comparative experiment, if the feedback is part of one
  std::string group_id;  ///< in a comparative experiment: the same for all feedback on one example
};

nlohmann::ordered_json feedback_json(const LangSmithFeedback& feedback);

/// Replaces secrets in every text of a value (http/secret_scrubber.h).
void scrub_json(nlohmann::ordered_json& json, std::span<const std::string> secrets);

}  // namespace gitctx

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "langsmith/ids.h"

namespace gitctx {

/// A run as LangSmith keeps it: one step of a trace. Both of its times are known, so it is sent
/// once, whole. Empty texts and null values are not sent.
struct LangSmithRun {
  std::string id;
  std::string trace_id;      ///< the id of the root
  std::string parent_id;     ///< empty for the root
  std::string dotted_order;  ///< the parent's, then order_segment(start, id)
  std::string name;
  std::string run_type = "chain";  ///< tool chain llm retriever embedding prompt parser
  TraceTime start;
  TraceTime end;
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  nlohmann::ordered_json outputs;   ///< an object
  std::string error;                ///< why there are no outputs
  nlohmann::ordered_json metadata;  ///< an object
  std::string session_id;           ///< this, or
  std::string session_name;
  std::string example_id;  ///< what a root run of an experiment answers
};

/// The run without what a multipart body has as parts of their own.
nlohmann::ordered_json run_head_json(const LangSmithRun& run);

/// The fields that are such parts: inputs, outputs, error, extra; only those that are there.
std::vector<std::pair<std::string, nlohmann::ordered_json>> run_fields(const LangSmithRun& run);

/// Both in one object.
nlohmann::ordered_json run_json(const LangSmithRun& run);

/// A score of a run, or of an experiment as a whole.
struct LangSmithFeedback {
  std::string id;
  std::string run_id;    ///< empty: of the whole experiment
  std::string trace_id;  ///< of the run
  std::string session_id;
  std::optional<TraceTime> start;  ///< of the run
  std::string key;
  std::optional<double> score;  ///< sent with 4 decimals, which is what LangSmith keeps
  std::string comment;
  bool is_lower_better = false;
  std::string comparison_id;  ///< of a comparative experiment, with
  std::string group_id;       ///< what the feedback of all its runs on one example shares
};

nlohmann::ordered_json feedback_json(const LangSmithFeedback& feedback);

/// Replaces secrets in all texts of a value (http/secret_scrubber.h).
void scrub_json(nlohmann::ordered_json& json, std::span<const std::string> secrets);

}  // namespace gitctx

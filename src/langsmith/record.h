#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/ids.h"

namespace gitctx {

/// A question of a data set, with the reference answer.
struct ExperimentExample {
  std::string id;  ///< a UUID; empty: made of the data set's name and the inputs
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  nlohmann::ordered_json outputs;   ///< an object, or null without a reference
  nlohmann::ordered_json metadata;  ///< an object, or null
  std::string split = "base";
};

/// A step of an answer: a run with the runs inside it.
struct ExperimentStep {
  std::string id;  ///< empty: made when it is first sent
  std::string name;
  std::string run_type = "chain";
  TraceTime start;
  TraceTime end;
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  nlohmann::ordered_json outputs;  ///< an object, or null without
  nlohmann::ordered_json metadata;
  std::string error;
  std::vector<ExperimentStep> steps;
};

struct ExperimentScore {
  std::string key;  ///< snake_case, stable over versions
  std::optional<double> score;
  std::string comment;
  bool is_lower_better = false;
  std::string id;  ///< empty: made when it is first sent
};

/// One answer to one example.
struct ExperimentRun {
  std::size_t example = 0;  ///< in ExperimentRecord::examples
  ExperimentStep root;
  std::vector<ExperimentScore> scores;
};

/// An evaluation that is over, as LangSmith keeps it. It says all that is sent, so that it can be
/// sent later, and again.
struct ExperimentRecord {
  std::string dataset;
  std::string dataset_description;
  std::string name;
  std::string description;
  nlohmann::ordered_json metadata = nlohmann::ordered_json::object();
  std::vector<ExperimentExample> examples;
  std::vector<ExperimentRun> runs;
  std::vector<ExperimentScore> summary;
  int repetitions = 1;
  TraceTime start;
  TraceTime end;
  std::string id;  ///< of the experiment; empty: made when it is first sent
};

/// The record with every id filled in, and with times that order siblings: a run starts at least a
/// microsecond after the one before it, and not before the one around it.
ExperimentRecord with_ids(ExperimentRecord record, TimedIds& ids);

std::string experiment_json(const ExperimentRecord& record);
/// Reads it. `file` stands for it in messages. Throws Error(failure) for a text that is none.
ExperimentRecord parse_experiment(std::string_view json, std::string_view file);

}  // namespace gitctx

#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/ids.h"
#include "langsmith/run.h"

namespace gitctx {

/// A question in a data set, with the reference answer.
struct ExperimentExample {
  std::string id;  ///< a UUID; empty: derived from the data set's name and the inputs
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  nlohmann::ordered_json outputs;   ///< an object, or null without a reference
  nlohmann::ordered_json metadata;  ///< an object, or null
  std::string split = "base";
};

/// One answer to one example.
struct ExperimentRun {
  std::size_t example = 0;  ///< index in ExperimentRecord::examples
  LangSmithRun root;        ///< name, type, times, inputs, outputs, metadata, error, steps
  std::vector<LangSmithFeedback> scores;
};

/// A finished evaluation as LangSmith stores it. The record contains all the data to send, so that
/// it can also be sent later or repeatedly. Its runs and scores contain only their content. The ids
/// that link them to the experiment are filled in when the record is sent.
struct ExperimentRecord {
  std::string dataset;
  std::string dataset_description;
  std::string name;
  std::string description;
  nlohmann::ordered_json metadata = nlohmann::ordered_json::object();
  std::vector<ExperimentExample> examples;
  std::vector<ExperimentRun> runs;
  std::vector<LangSmithFeedback> summary;
  int repetitions = 1;
  TraceTime start;
  TraceTime end;
  std::string id;  ///< id of the experiment; empty: assigned at the first sending
};

/// The record with every id filled in, and with start times that keep the order of the runs. A run
/// starts at least a microsecond after the run before it, and never before the run that contains
/// it.
ExperimentRecord with_ids(ExperimentRecord record, TimedIds& ids);

/// Replaces secrets in every text of the record (http/secret_scrubber.h). Also replaces ill-formed
/// UTF-8 by U+FFFD.
void scrub_record(ExperimentRecord& record, std::span<const std::string> secrets);

/// The JSON text in which the spool stores a record.
std::string experiment_json(const ExperimentRecord& record);
/// Reads the text that experiment_json() writes. `file` is the name of the text in messages. Throws
/// Error(failure) if the text is not such a record.
ExperimentRecord parse_experiment(std::string_view json, std::string_view file);

}  // namespace gitctx

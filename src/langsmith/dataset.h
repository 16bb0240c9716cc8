#pragma once

#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/client.h"
#include "langsmith/record.h"

namespace gitctx {

/// A data set as LangSmith has it.
struct RemoteDataset {
  std::string id;
  std::string name;
  std::string description;
  std::string tenant_id;
};

/// A data set brought down, with the version that was seen: the time of its last change.
struct PulledDataset {
  RemoteDataset dataset;
  std::string version;
  std::vector<ExperimentExample> examples;
};

/// By name or id. Throws Error(provider) if there is none, and as LangSmithClient does.
PulledDataset pull_dataset(LangSmithClient& client, std::string_view name_or_id,
                           const std::stop_token& stop);

/// The examples of an upload as they are there.
struct UploadedExamples {
  RemoteDataset dataset;
  std::map<std::string, std::string> versions;  ///< by id: when each was last changed
  std::string version;                          ///< the last of them
  std::set<std::string> splits;
};

/// Brings the data set of a record (its ids filled in) up to date: it is made if there is none of
/// that name, examples that are not there are added, those that differ are changed, others stay.
UploadedExamples upload_examples(LangSmithClient& client, const ExperimentRecord& record,
                                 const std::stop_token& stop);

}  // namespace gitctx

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

/// A data set in LangSmith.
struct RemoteDataset {
  std::string id;
  std::string name;
  std::string tenant_id;
};

/// A pulled data set with its version, which is the time of its last change.
struct PulledDataset {
  RemoteDataset dataset;
  std::string version;
  std::vector<ExperimentExample> examples;
};

/// Throws Error(provider) if LangSmith has no data set with that name or id. Otherwise throws as
/// LangSmithClient does.
PulledDataset pull_dataset(LangSmithClient& client, std::string_view name_or_id,
                           const std::stop_token& stop);

/// The examples of an upload as LangSmith stores them.
struct UploadedExamples {
  RemoteDataset dataset;
  std::map<std::string, std::string> versions;  ///< the time of each example's last change, by id
  std::string version;                          ///< the latest of these versions
  std::set<std::string> splits;
};

/// Brings the data set of a record up to date: creates a missing data set, adds missing examples,
/// and changes examples that differ. Other examples in the data set are not changed. The ids in the
/// record must be filled in.
UploadedExamples upload_examples(LangSmithClient& client, const ExperimentRecord& record,
                                 const std::stop_token& stop);

}  // namespace gitctx

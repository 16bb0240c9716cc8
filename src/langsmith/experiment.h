#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "langsmith/client.h"
#include "langsmith/record.h"
#include "langsmith/spool.h"

namespace gitctx {

struct UploadResult {
  std::string experiment_id;
  std::string experiment_name;  ///< may differ from the record's: names are taken only once
  std::string dataset_id;
  std::string link;              ///< where to look at it; empty if it was not delivered
  std::optional<Error> failure;  ///< why it was not delivered
  std::filesystem::path kept;    ///< where it waits for push_spooled(); empty: nowhere
};

/// Sends an experiment: the data set by its name (made if it is missing, with examples added and
/// changed as needed), an experiment of it, runs with their children and scores, the scores of the
/// whole, and its end. Ids are those of the record (with_ids() fills in what is missing),
/// so that what is sent a second time is there once. Secrets in texts are replaced. What cannot be
/// delivered is kept in the spool, if there is one, whatever the reason; then `failure` says why.
/// Throws only Error(interrupted), after keeping, and what the spool throws.
UploadResult upload_experiment(LangSmithClient& client, const ExperimentRecord& record,
                               LangSmithSpool* spool, const std::stop_token& stop);

struct PushResult {
  std::vector<std::string> links;  ///< of experiments that were delivered
  std::size_t traces = 0;          ///< deliveries of traces
  struct Kept {
    std::filesystem::path file;
    Error why;
  };
  std::vector<Kept> kept;  ///< what could still not be delivered
};

/// Delivers what a spool keeps, the oldest first, and removes what was delivered. Throws
/// Error(configuration) without a key, Error(interrupted).
PushResult push_spooled(LangSmithClient& client, LangSmithSpool& spool,
                        const std::stop_token& stop);

/// Which of several answers to one example is the best.
struct PairwiseJudgement {
  /// The root runs that answer the example, one for each of the experiments, in their order.
  std::vector<std::string> run_ids;
  std::optional<std::size_t> best;  ///< in run_ids; nothing: a tie
  std::string comment;
};

struct ExperimentComparison {
  std::string name;
  std::string description;
  std::string dataset_id;
  std::vector<std::string> experiment_ids;  ///< at least two of the data set
  std::string key = "preference";           ///< of the scores
  nlohmann::ordered_json metadata = nlohmann::ordered_json::object();
  std::vector<PairwiseJudgement> judgements;
};

/// Makes a comparative experiment with its scores: 1 for the best, 0 for others, 0.5 in a tie.
/// Returns where to look at it. Throws as LangSmithClient does.
std::string upload_comparison(LangSmithClient& client, const ExperimentComparison& comparison,
                              const std::stop_token& stop);

}  // namespace gitctx

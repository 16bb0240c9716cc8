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
  std::string experiment_name;  ///< may differ from the record's name, because names are unique
  std::string dataset_id;
  std::string link;              ///< the page of the experiment; empty if not delivered
  std::optional<Error> failure;  ///< why the experiment was not delivered
  std::filesystem::path kept;    ///< the spool file; empty: not kept
};

/// Sends an experiment in this order: its data set, the experiment itself, its runs with their
/// steps and scores, the scores of the whole experiment, and its end. A missing data set is
/// created; examples are added and changed as needed. Uses the ids in the record and adds missing
/// ids by with_ids(), so that sending the same record again changes nothing. Secrets in texts are
/// replaced. If the experiment cannot be delivered, `failure` says why, and the experiment is kept
/// in the spool unless `spool` is null. After a stop request, keeps the experiment and then throws
/// Error(interrupted). Also throws as LangSmithSpool does.
UploadResult upload_experiment(LangSmithClient& client, ExperimentRecord record,
                               LangSmithSpool* spool, const std::stop_token& stop);

struct PushResult {
  std::vector<std::string> links;  ///< links to the delivered experiments
  std::size_t traces = 0;          ///< number of delivered trace files
  struct Kept {
    std::filesystem::path file;
    Error why;
  };
  std::vector<Kept> kept;  ///< files that still could not be delivered
};

/// Delivers the files of a spool, oldest first, and removes the delivered files. Secrets in the
/// files are replaced again, because a file can be older than this program. Throws
/// Error(configuration) if there is no key, and Error(interrupted) after a stop request.
PushResult push_spooled(LangSmithClient& client, LangSmithSpool& spool,
                        const std::stop_token& stop);

/// The verdict on several answers to one example.
struct PairwiseJudgement {
  /// The ids of the root runs of the answers, one for each experiment, in the order of the
  /// experiments.
  std::vector<std::string> run_ids;
  std::optional<std::size_t> best;  ///< index in run_ids of the best answer; nothing: a tie
  std::string comment;
};

struct ExperimentComparison {
  std::string name;
  std::string description;
  std::string dataset_id;
  std::vector<std::string> experiment_ids;  ///< at least two; all use the data set `dataset_id`
  std::vector<PairwiseJudgement> judgements;
};

/// Creates a comparative experiment with its scores: 1 for the best answer, 0 for the others, and
/// 0.5 for each answer in a tie. Returns the link to its page. Throws as LangSmithClient does.
std::string upload_comparison(LangSmithClient& client, const ExperimentComparison& comparison,
                              const std::stop_token& stop);

}  // namespace gitctx

#pragma once

#include <string>

namespace gitctx {

struct RankerArguments {
  std::string queries;  ///< a file of judged queries
  /// A file of queries that no program answers, one per line, in no particular order. The
  /// calibration is fitted on them.
  std::string pointless = "models/pointless_queries.txt";
  std::string embedding = "embedded";  ///< value of the setting model.embedding
  std::string out;                     ///< the file to write the weights to; empty: none
  std::size_t folds = 0;               ///< for cross-validation; 0: one per repository
  std::string mode;                    ///< hybrid, lexical or semantic; empty: all
  bool ablate = false;                 ///< also fits once without each feature
  bool verbose = false;                ///< prints every query with an NDCG below 0.6
  double penalty = 5e-3;
  std::string without;  ///< features to leave out, separated by commas
};

/// Fits the ranker of every mode, prints each ranker's quality by cross-validation over
/// repositories, and writes src/search/ranker_weights.h.
int run_ranker_command(const RankerArguments& arguments);

}  // namespace gitctx

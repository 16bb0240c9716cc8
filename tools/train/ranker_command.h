#pragma once

#include <string>

namespace gitctx {

struct RankerArguments {
  std::string queries;  ///< a file of judged queries
  /// A file of pointless queries, one per line, in any order. No code answers these queries. The
  /// calibration is fitted to these queries and the judged queries.
  std::string pointless = "models/pointless_queries.txt";
  std::string embedding = "embedded";  ///< value of the setting model.embedding
  std::string out;                     ///< the header to write; empty: none
  std::size_t folds = 0;               ///< number of cross-validation folds; 0: one per repository
  std::string mode;                    ///< hybrid, lexical or semantic; empty: all
  bool ablate = false;                 ///< whether to fit again without each feature in turn
  bool verbose = false;                ///< whether to print every query with an NDCG below 0.6
  double penalty = 5e-3;
  /// The weight of a query whose answers are lines, when the order of files is fitted. The weight
  /// is low because a rule proposes such queries, and there are many of them.
  double line_share = 0.01;
  std::string without;  ///< features to leave out, separated by commas
};

/// Fits the ranker of every mode, measures its quality by cross-validation over repositories,
/// prints the quality, and writes the weights to `out`.
int run_ranker_command(const RankerArguments& arguments);

}  // namespace gitctx

#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "eval/queries/hit_rates.h"
#include "eval/queries/suite.h"
#include "eval/resampling.h"
#include "eval/retrieval_metrics.h"
#include "index/snapshot.h"

namespace gitctx {

class Embedder;

struct QueryResult {
  std::string text;  ///< text of the query, without secrets
  std::string category;
  std::string language;
  QueryScore score;
  double ms = 0;
  std::vector<FilePart> relevant;
  std::vector<FilePart> hits;  ///< best first
  std::vector<double> scores;  ///< scores of the hits, in the same order
  HitRanks hit_ranks;
  std::size_t results = 0;  ///< number of hits; known even if the hits are not recorded

  /// The rank of the first relevant hit, or 0 if no hit is relevant.
  int first_rank() const { return score.ranks.empty() ? 0 : score.ranks.front(); }
};

/// The results of a suite in one view, in the form in which runs are recorded and compared.
struct EvalRun {
  std::string suite;
  std::string commit;  ///< the commit that was searched; empty for a worktree without commits
  SearchMode mode = SearchMode::hybrid;
  JudgeOptions judge;
  std::string model;
  std::string chunking;
  std::size_t files = 0;
  std::size_t chunks = 0;
  std::vector<QueryResult> queries;  ///< in the order of the suite
};

/// Runs every query of the suite on the open view, as `gitctx search` does. `common` contains the
/// values that all queries share (min_similarity, repository). Throws Error(interrupted) soon after
/// a stop request.
EvalRun run_suite(const Suite& suite, const Snapshot& snapshot, const ViewReader& view,
                  Embedder& embedder, const Query& common, const std::stop_token& stop);

/// A summary of the queries of one category, of one language, or of all queries.
struct GroupSummary {
  std::string name;
  std::size_t queries = 0;
  std::array<MetricSummary, metric_count> metrics;
  std::array<MetricSummary, hit_rate_count> hit_rates;
  Calibration calibration;

  const MetricSummary& operator[](Metric metric) const {
    return metrics[static_cast<std::size_t>(metric)];
  }
  const MetricSummary& operator[](HitRate rate) const {
    return hit_rates[static_cast<std::size_t>(rate)];
  }
};

/// The maximum number of named groups in a list of categories or of languages.
inline constexpr std::size_t most_groups = 100;

struct EvalSummary {
  GroupSummary all;
  /// Sorted by name, but the group "other" comes first. It has the queries without a category or
  /// language. If there are more than most_groups groups, it also has the queries of the smallest
  /// groups.
  std::vector<GroupSummary> categories;
  std::vector<GroupSummary> languages;
  double p50_ms = 0;
  double p95_ms = 0;
};

EvalSummary summarize(const EvalRun& run);

/// A query whose NDCG changed.
struct QueryChange {
  std::string text;
  int rank_before = 0;  ///< rank of the first relevant hit; 0: no relevant hit
  int rank_now = 0;
  double ndcg_before = 0;
  double ndcg_now = 0;
};

struct EvalComparison {
  std::string commit;                    ///< commit of the baseline
  SearchMode mode = SearchMode::hybrid;  ///< mode of the baseline
  std::size_t queries = 0;               ///< queries in both runs
  std::size_t only_before = 0;           ///< queries only in the baseline
  std::size_t only_now = 0;              ///< queries only in the new run
  std::array<MetricComparison, metric_count> metrics;
  std::vector<QueryChange> better;
  std::vector<QueryChange> worse;

  const MetricComparison& operator[](Metric metric) const {
    return metrics[static_cast<std::size_t>(metric)];
  }
};

/// Whether both runs were judged at the same level and up to the same rank.
bool can_compare(const EvalRun& baseline, const EvalRun& run);

/// Pairs the queries by text and category. Throws Error(usage) if the runs cannot be compared or
/// have no query in common.
EvalComparison compare_runs(const EvalRun& baseline, const EvalRun& run);

}  // namespace gitctx

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// A file, or lines of it.
struct FilePart {
  std::string path;
  std::optional<LineRange> lines;

  bool operator==(const FilePart&) const = default;
};

/// What counts as found: the lines of a relevant part, or its file. By file, further hits of a file
/// are taken out of the list first.
enum class JudgeLevel { chunk, file };

enum class Metric : std::uint8_t {
  ndcg,    ///< over binary relevance; the ideal has all relevant parts, as far as they fit into k
  mrr,     ///< 1 / rank of the first relevant hit, 0 beyond k
  recall,  ///< relevant parts found within k, as a share of all
  hit1,    ///< the first hit is relevant
};
inline constexpr std::size_t metric_count = 4;

/// "ndcg", "mrr", "recall", "hit1".
std::string_view metric_name(Metric metric);
/// "NDCG@10", "MRR@10", "recall@10", "hit@1".
std::string metric_title(Metric metric, int k);

struct QueryScore {
  std::array<double, metric_count> values{};
  /// Of the relevant parts that were found within k, the 1-based rank of the first hit with it.
  std::vector<int> ranks;  ///< ascending

  double operator[](Metric metric) const { return values[static_cast<std::size_t>(metric)]; }
  double& operator[](Metric metric) { return values[static_cast<std::size_t>(metric)]; }
  bool operator==(const QueryScore&) const = default;
};

struct JudgeOptions {
  JudgeLevel level = JudgeLevel::chunk;
  int k = 10;
};

/// Scores one ranked list, best hit first, by the first `k` of its hits. Two relevant parts that
/// one hit has count once. `relevant` must not be empty: a query without an answer has no score.
QueryScore score_query(std::span<const FilePart> hits, std::span<const FilePart> relevant,
                       const JudgeOptions& options);

/// Whether a hit lies in a relevant file. Either path may be the end of the other, from a folder
/// on: suites name files from the root of a part of the repository too. A leading '/' on the
/// relevant path stands for the root of the repository: then the whole path must be the same.
bool is_same_file(std::string_view hit, std::string_view relevant);

}  // namespace gitctx

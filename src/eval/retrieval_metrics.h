#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/query.h"
#include "core/ranges.h"

namespace gitctx {

/// A file, or some of its lines.
struct FilePart {
  std::string path;
  std::optional<LineRange> lines;

  bool operator==(const FilePart&) const = default;
};

/// Whether a relevant hit must share a line with a relevant part, or must only be in the same file.
/// At level `file`, only the first hit of each file counts.
enum class JudgeLevel { chunk, file };

enum class Metric : std::uint8_t {
  ndcg,    ///< with binary relevance; the ideal list has as many relevant parts as fit into k
  mrr,     ///< 1 / rank of the first relevant hit, 0 beyond k
  recall,  ///< share of the relevant parts found within k
  hit1,    ///< 1 if the first hit is relevant, otherwise 0
};
inline constexpr std::size_t metric_count = 4;

// Names, in the order of the enumerators.
inline constexpr std::array<std::string_view, metric_count> metric_names{"ndcg", "mrr", "recall",
                                                                         "hit1"};
inline constexpr std::array<std::string_view, 2> level_names{"chunk", "file"};
inline constexpr std::array<std::string_view, 3> mode_names{"hybrid", "lexical", "semantic"};

template <class Enum>
constexpr std::string_view name_in(std::span<const std::string_view> names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}
constexpr std::string_view level_name(JudgeLevel level) { return name_in(level_names, level); }
constexpr std::string_view mode_name(SearchMode mode) { return name_in(mode_names, mode); }
/// The title of a metric, such as "NDCG@10" or "hit@1".
std::string metric_title(Metric metric, int k);

struct QueryScore {
  std::array<double, metric_count> values{};
  /// For each relevant part found within k, the 1-based rank of its first hit.
  std::vector<int> ranks;  ///< ascending

  double operator[](Metric metric) const { return values[static_cast<std::size_t>(metric)]; }
  double& operator[](Metric metric) { return values[static_cast<std::size_t>(metric)]; }
  bool operator==(const QueryScore&) const = default;
};

struct JudgeOptions {
  JudgeLevel level = JudgeLevel::chunk;
  int k = 10;
};

/// Scores the first `k` of a list of hits, best first. If one hit overlaps two relevant parts, NDCG
/// counts the hit once. `relevant` must not be empty: a query without an answer has no score.
QueryScore score_query(std::span<const FilePart> hits, std::span<const FilePart> relevant,
                       const JudgeOptions& options);

/// Whether a hit is in the file of a relevant part and shares a line with it. A part without lines
/// is the whole file.
bool shares_line(const FilePart& hit, const FilePart& relevant);

/// Whether a hit is in a relevant file. Either path may consist of the last components of the other
/// path, because a suite may name files relative to a folder of the repository. A relevant path
/// with a leading '/' starts at the root of the repository and must match exactly.
bool is_same_file(std::string_view hit, std::string_view relevant);

}  // namespace gitctx

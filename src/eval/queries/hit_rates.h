#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "eval/retrieval_metrics.h"

namespace gitctx {

// Two measures that do not depend on the level at which a run is judged: the share of queries whose
// answer is among the first results, and the agreement of the scores with the answers.

enum class HitRate : std::uint8_t {
  line1,    ///< the first result shares a line with the answers
  line3,    ///< one of the first three results shares a line with the answers
  line10,   ///< one of the first ten results shares a line with the answers
  file1,    ///< the first result is in a relevant file
  file10,   ///< one of the first ten results is in a relevant file
  nothing,  ///< the search returned no result
};
inline constexpr std::size_t hit_rate_count = 6;

// The names in records and the titles in tables, in the order of HitRate.
inline constexpr std::array<std::string_view, hit_rate_count> hit_rate_names{
    "line_hit1", "line_hit3", "line_hit10", "file_hit1", "file_hit10", "nothing_found"};
inline constexpr std::array<std::string_view, hit_rate_count> hit_rate_titles{
    "line hit@1", "line hit@3", "line hit@10", "file hit@1", "file hit@10", "nothing found"};

/// The 1-based ranks of the first hit that shares a line with a relevant part, and of the first hit
/// in a relevant file; 0 if there is no such hit.
struct HitRanks {
  int line = 0;
  int file = 0;

  bool operator==(const HitRanks&) const = default;
};

HitRanks hit_ranks(std::span<const FilePart> hits, std::span<const FilePart> relevant);

/// Whether a query with these ranks and this number of results counts for the rate.
bool is_hit(const HitRanks& ranks, std::size_t results, HitRate rate);

/// Whether a hit shares a line with one of the relevant parts.
bool is_true_hit(const FilePart& hit, std::span<const FilePart> relevant);

/// A hit with its 1-based rank.
struct JudgedHit {
  int rank = 1;
  double score = 0;
  bool is_true = false;
};

/// A summary of the hits at the ranks `first` to `last`. `true_share` is the share of true hits; if
/// scores are calibrated, `mean_score` is close to it.
struct RankBand {
  int first = 1;
  int last = 1;
  std::size_t results = 0;
  double mean_score = 0;
  double true_share = 0;

  bool operator==(const RankBand&) const = default;
};

/// Rank 1, ranks 2 to 3, and ranks 4 to 10.
using Calibration = std::array<RankBand, 3>;

Calibration calibration_by_rank(std::span<const JudgedHit> hits);

}  // namespace gitctx

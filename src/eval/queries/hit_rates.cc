#include "eval/queries/hit_rates.h"

#include <algorithm>

namespace gitctx {
namespace {

/// The rank of the first hit that matches a relevant part, as `is_right(hit, part)` decides; 0 if
/// no hit matches.
template <class IsRight>
int first_rank(std::span<const FilePart> hits, std::span<const FilePart> relevant,
               const IsRight& is_right) {
  const auto found = std::ranges::find_if(hits, [&](const FilePart& hit) {
    return std::ranges::any_of(relevant, [&](const FilePart& part) { return is_right(hit, part); });
  });
  return found == hits.end() ? 0 : static_cast<int>(found - hits.begin()) + 1;
}

bool is_within(int rank, int last) { return rank >= 1 && rank <= last; }

}  // namespace

HitRanks hit_ranks(std::span<const FilePart> hits, std::span<const FilePart> relevant) {
  return {.line = first_rank(hits, relevant, shares_line),
          .file = first_rank(hits, relevant, [](const FilePart& hit, const FilePart& part) {
            return is_same_file(hit.path, part.path);
          })};
}

bool is_hit(const HitRanks& ranks, std::size_t results, HitRate rate) {
  switch (rate) {
    case HitRate::line1:
      return is_within(ranks.line, 1);
    case HitRate::line3:
      return is_within(ranks.line, 3);
    case HitRate::line10:
      return is_within(ranks.line, 10);
    case HitRate::file1:
      return is_within(ranks.file, 1);
    case HitRate::file10:
      return is_within(ranks.file, 10);
    case HitRate::nothing:
      return results == 0;
  }
  return false;
}

bool is_true_hit(const FilePart& hit, std::span<const FilePart> relevant) {
  return std::ranges::any_of(relevant,
                             [&](const FilePart& part) { return shares_line(hit, part); });
}

Calibration calibration_by_rank(std::span<const JudgedHit> hits) {
  Calibration bands{{{.first = 1, .last = 1}, {.first = 2, .last = 3}, {.first = 4, .last = 10}}};
  for (RankBand& band : bands) {
    double score = 0;
    double is_true = 0;
    for (const JudgedHit& hit : hits) {
      if (hit.rank < band.first || hit.rank > band.last) continue;
      ++band.results;
      score += hit.score;
      is_true += hit.is_true ? 1 : 0;
    }
    if (band.results == 0) continue;
    band.mean_score = score / static_cast<double>(band.results);
    band.true_share = is_true / static_cast<double>(band.results);
  }
  return bands;
}

}  // namespace gitctx

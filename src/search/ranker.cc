#include "search/ranker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <span>
#include <unordered_map>

#include "search/ranker_weights.h"

namespace gitctx {

namespace {

struct Scored {
  double raw;
  const Candidate* candidate;
};

bool ranks_before(const Scored& a, const Scored& b) {
  if (a.raw != b.raw) return a.raw > b.raw;
  if (a.candidate->file != b.candidate->file) return a.candidate->file < b.candidate->file;
  return a.candidate->ref < b.candidate->ref;
}

/// The penalty on the raw score of a chunk for each better chunk with the same path.
constexpr double repetition = 2;

/// Whether a higher-ranked candidate has the same lines, as the chunks of a very long line do.
bool repeats_lines(std::span<const Scored> better_ones, const Candidate& candidate) {
  return std::ranges::any_of(better_ones, [&](const Scored& other) {
    return other.candidate->file == candidate.file && other.candidate->lines == candidate.lines;
  });
}

/// Selects at most `limit` chunks: the best chunk of every path, then the second-best chunks, and
/// so on. The selected chunks are ordered by raw score minus the penalty for repetition.
std::vector<Scored> diversify(std::span<const Scored> sorted, std::size_t limit) {
  struct Place {
    std::size_t turn;  ///< number of better chunks with the same path
    Scored scored;
  };
  std::unordered_map<std::uint32_t, std::size_t> seen;
  std::vector<Place> order;
  for (std::size_t i = 0; i < sorted.size() && seen.size() < limit; ++i) {
    const Candidate& candidate = *sorted[i].candidate;
    std::size_t& turn = seen[candidate.path];
    if (turn > 0 && repeats_lines(sorted.first(i), candidate)) continue;
    order.push_back({turn++, sorted[i]});
  }
  std::ranges::stable_sort(order, {}, &Place::turn);
  if (order.size() > limit) order.resize(limit);
  std::ranges::stable_sort(order, std::greater(), [](const Place& place) {
    return place.scored.raw - repetition * static_cast<double>(place.turn);
  });
  std::vector<Scored> kept;
  for (const Place& place : order) kept.push_back(place.scored);
  return kept;
}

/// Whether the file name contains all words of the query, or the file contains all these words and
/// none of the words is a lay word. A user who types exactly the words of a file wants to see that
/// file.
bool has_all_words(const CandidateSet& found, const Candidate& best) {
  constexpr double all = 0.999;
  if (found.known_share < all) return false;
  return best[Feature::stem_match] >= all ||
         (best[Feature::coverage_file] >= all && found.lay_share <= 1 - all);
}

double logistic(double value) {
  // The result is never 0 or 1, because explain() takes the logarithm of the odds.
  return std::clamp(1 / (1 + std::exp(-value)), 1e-6, 1 - 1e-6);
}

constexpr bool agrees_with_table(const FeatureVector& weights, SearchMode mode) {
  return std::ranges::all_of(feature_table, [&](const FeatureRow& feature) {
    const double weight = weights[static_cast<std::size_t>(feature.feature)];
    const bool has_sign = feature.sign == WeightSign::positive ? weight >= 0 : weight <= 0;
    return has_sign && (weight == 0 || is_used_in(feature, mode));
  });
}
static_assert(agrees_with_table(hybrid_model.weights, SearchMode::hybrid));
static_assert(agrees_with_table(lexical_model.weights, SearchMode::lexical));
static_assert(agrees_with_table(semantic_model.weights, SearchMode::semantic));

}  // namespace

const RankerModel& ranker_model(SearchMode mode) {
  static constexpr std::array models{&hybrid_model, &lexical_model, &semantic_model};
  static_assert(static_cast<std::size_t>(SearchMode::semantic) + 1 == models.size());
  return *models[static_cast<std::size_t>(mode)];
}

double raw_score(const FeatureVector& weights, const Candidate& candidate) {
  double total = 0;
  for (std::size_t i = 0; i < feature_count; ++i) total += weights[i] * candidate.features[i];
  return total;
}

std::vector<RankedCandidate> rank(const CandidateSet& found, const RankerModel& model,
                                  const RankLimits& limits) {
  std::vector<Scored> sorted;
  for (const Candidate& candidate : found.candidates) {
    sorted.push_back({raw_score(model.weights, candidate), &candidate});
  }
  if (sorted.empty()) return {};
  std::ranges::sort(sorted, ranks_before);
  const Calibration& calibration = model.calibration;
  const double of_query = calibration.of_query(found, sorted[0].raw, *sorted[0].candidate);
  const double slope = calibration.raw + calibration.below_best;
  // Candidates below the minimum are erased last, so that second chunks of better files do not take
  // their places.
  std::vector<RankedCandidate> kept;
  for (const Scored& scored : diversify(sorted, limits.count)) {
    kept.push_back({*scored.candidate, scored.raw, logistic(of_query + slope * scored.raw)});
  }
  std::erase_if(kept, [&](const RankedCandidate& c) { return c.score < limits.min_similarity; });
  return kept;
}

double hide_improbable(std::vector<RankedCandidate>& ranked, const CandidateSet& found,
                       double min_best_similarity) {
  if (ranked.empty()) return 0;
  const RankedCandidate& best = ranked.front();
  if (best.score >= min_best_similarity || has_all_words(found, best.candidate)) return 0;
  const double score = best.score;
  ranked.clear();
  return score;
}

std::vector<ScorePart> explain(const RankedCandidate& ranked, const RankerModel& model) {
  const double slope = model.calibration.raw + model.calibration.below_best;
  const double total = std::log(ranked.score / (1 - ranked.score));
  std::vector<ScorePart> parts = {{"query", 1, total - slope * ranked.raw}};
  for (std::size_t i = 0; i < feature_count; ++i) {
    const double value = ranked.candidate.features[i];
    if (value == 0 || model.weights[i] == 0) continue;
    parts.push_back({std::string(feature_table[i].name), value, slope * model.weights[i] * value});
  }
  return parts;
}

}  // namespace gitctx

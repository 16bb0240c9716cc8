#include "search/ranker.h"

#include <algorithm>
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

bool better(const Scored& a, const Scored& b) {
  if (a.raw != b.raw) return a.raw > b.raw;
  if (a.candidate->file != b.candidate->file) return a.candidate->file < b.candidate->file;
  return a.candidate->ref < b.candidate->ref;
}

/// What one more chunk of a path has to be better by: it says less that is new than the first chunk
/// of another file. Of the raw score, whose exponentials compare: an eighth.
constexpr double repetition = 2;

/// Whether a better candidate has the same lines: a very long line is cut into many chunks.
bool repeats_lines(std::span<const Scored> better_ones, const Candidate& candidate) {
  return std::ranges::any_of(better_ones, [&](const Scored& other) {
    return other.candidate->file == candidate.file && other.candidate->lines == candidate.lines;
  });
}

/// Of every path its best chunk, then the second ones, until there are `limit`; in the order of
/// their raw scores less what they repeat.
std::vector<Scored> diversify(std::span<const Scored> sorted, std::size_t limit) {
  struct Place {
    std::size_t turn;  ///< of its path
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

/// Whether the name of the best file has all words of the query, or the file has them all and they
/// are words of the trade: whoever types what stands there wants to see it.
bool has_all_words(const CandidateSet& found, const Candidate& best) {
  constexpr double all = 0.999;
  if (found.known_share < all) return false;
  return best[Feature::stem_match] >= all ||
         (best[Feature::coverage_file] >= all && found.lay_share <= 1 - all);
}

double logistic(double value) {
  // Never quite certain: explain() takes the logarithm of the odds.
  return std::clamp(1 / (1 + std::exp(-value)), 1e-6, 1 - 1e-6);
}

}  // namespace

const RankerModel& ranker_model(SearchMode mode) {
  switch (mode) {
    case SearchMode::hybrid:
      return hybrid_model;
    case SearchMode::lexical:
      return lexical_model;
    case SearchMode::semantic:
      return semantic_model;
  }
  return hybrid_model;
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
  std::ranges::sort(sorted, better);
  const Calibration& calibration = model.calibration;
  const double of_query = calibration.of_query(found, sorted[0].raw, *sorted[0].candidate);
  const double slope = calibration.raw + calibration.below_best;
  // What is not good enough makes no room for further chunks of better files.
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
    parts.push_back({std::string(feature_name(static_cast<Feature>(i))), value,
                     slope * model.weights[i] * value});
  }
  return parts;
}

}  // namespace gitctx

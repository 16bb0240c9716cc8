#include "search/ranker.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <unordered_map>

#include "search/ranker_weights.h"

namespace gitctx {

namespace {

bool better(const RankedCandidate& a, const RankedCandidate& b) {
  if (a.raw != b.raw) return a.raw > b.raw;
  if (a.candidate.file != b.candidate.file) return a.candidate.file < b.candidate.file;
  return a.candidate.ref < b.candidate.ref;
}

/// What one more chunk of a path has to be better by: it says less that is new than the first chunk
/// of another file. Of the raw score, whose exponentials compare: an eighth.
constexpr double repetition = 2;

/// The first chunk of every path, then the second ones, until there are `limit`; in the order of
/// their raw scores less what they repeat. Of chunks in the same lines of a file, which a very long
/// line is cut into, only the best.
std::vector<RankedCandidate> diversify(const std::vector<RankedCandidate>& sorted,
                                       std::size_t limit) {
  struct Place {
    std::size_t turn;  ///< of its path
    std::size_t at;    ///< in `sorted`
  };
  std::unordered_map<std::uint32_t, std::size_t> seen;
  std::set<std::pair<std::uint32_t, LineRange>> lines;
  std::vector<Place> order;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Candidate& candidate = sorted[i].candidate;
    if (!lines.emplace(candidate.file, candidate.lines).second) continue;
    order.push_back({seen[candidate.path]++, i});
  }
  std::ranges::stable_sort(order, {}, &Place::turn);
  if (order.size() > limit) order.resize(limit);
  std::ranges::stable_sort(order, std::greater(), [&](const Place& place) {
    return sorted[place.at].raw - repetition * static_cast<double>(place.turn);
  });
  std::vector<RankedCandidate> kept;
  for (const Place& place : order) kept.push_back(sorted[place.at]);
  return kept;
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
  std::vector<RankedCandidate> ranked;
  for (const Candidate& candidate : found.candidates) {
    ranked.push_back({candidate, raw_score(model.weights, candidate), 0});
  }
  if (ranked.empty()) return ranked;
  std::ranges::sort(ranked, better);
  const Calibration& calibration = model.calibration;
  const double of_query =
      calibration.of_query(ranked[0].raw, found.known_share, ranked[0].candidate);
  for (RankedCandidate& candidate : ranked) {
    candidate.score =
        logistic(of_query + (calibration.raw + calibration.below_best) * candidate.raw);
  }
  // What is not good enough makes no room for further chunks of better files.
  std::vector<RankedCandidate> kept = diversify(ranked, limits.count);
  if (!kept.empty() && kept.front().score < limits.min_best_similarity) return {};
  std::erase_if(kept, [&](const RankedCandidate& c) { return c.score < limits.min_similarity; });
  return kept;
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

#include "search/ranker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_map>

namespace gitctx {

namespace {

// What would be shown as 0.00 is no result.
constexpr double least_score = 0.005;

struct Weights {
  double constant = 0;
  FeatureVector weights{};
};

// Argued, then tried on the development set of retrieval: agreement of words first, then the file's
// name, then definitions; what lies in tests, examples and third-party folders is lower.
constexpr Weights hybrid = {-5.0,
                            {5.0, 3.0, 0.8, 0.6, 2.5, 1.0, 1.2, 1.8, 0.6, 1.0, 0.8, 1.2, -1.2, -0.9,
                             -0.9, -0.7, -0.35, 1.2, -0.6}};

Weights weights_of(SearchMode mode) {
  Weights weights = hybrid;
  const auto drop = [&](Feature feature) {
    weights.weights[static_cast<std::size_t>(feature)] = 0;
  };
  if (mode == SearchMode::lexical) {
    drop(Feature::cosine);
    drop(Feature::cosine_file);
  }
  if (mode == SearchMode::semantic) {
    drop(Feature::bm25);
    drop(Feature::bm25_file);
    drop(Feature::coverage);
    drop(Feature::coverage_file);
  }
  return weights;
}

double sum(const Weights& weights, const Candidate& candidate) {
  double total = weights.constant;
  for (std::size_t i = 0; i < feature_count; ++i) {
    total += weights.weights[i] * candidate.features[i];
  }
  return total;
}

bool better(const RankedCandidate& a, const RankedCandidate& b) {
  if (a.raw != b.raw) return a.raw > b.raw;
  if (a.candidate.file != b.candidate.file) return a.candidate.file < b.candidate.file;
  return a.candidate.ref < b.candidate.ref;
}

/// The first chunk of every path, then the second ones, until there are `limit`. Of chunks in the
/// same lines of a file, which a very long line is cut into, only the best.
std::vector<RankedCandidate> diversify(const std::vector<RankedCandidate>& sorted,
                                       std::size_t limit) {
  std::unordered_map<std::uint32_t, std::size_t> seen;
  std::set<std::pair<std::uint32_t, LineRange>> places;
  std::vector<std::pair<std::size_t, std::size_t>> order;  // (turn of its path, place)
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Candidate& candidate = sorted[i].candidate;
    if (!places.emplace(candidate.file, candidate.lines).second) continue;
    order.emplace_back(seen[candidate.path]++, i);
  }
  std::ranges::sort(order);
  if (order.size() > limit) order.resize(limit);
  std::vector<RankedCandidate> kept;
  for (const auto& [turn, place] : order) kept.push_back(sorted[place]);
  std::ranges::sort(kept, better);
  return kept;
}

}  // namespace

std::vector<RankedCandidate> rank(const std::vector<Candidate>& candidates, SearchMode mode,
                                  std::size_t limit, double min_similarity) {
  const Weights weights = weights_of(mode);
  std::vector<RankedCandidate> ranked;
  for (const Candidate& candidate : candidates) {
    const double raw = sum(weights, candidate);
    const double score = 1.0 / (1.0 + std::exp(-raw));
    if (score >= std::max(min_similarity, least_score)) ranked.push_back({candidate, raw, score});
  }
  std::ranges::sort(ranked, better);
  return diversify(ranked, limit);
}

std::vector<ScorePart> explain(const Candidate& candidate, SearchMode mode) {
  const Weights weights = weights_of(mode);
  std::vector<ScorePart> parts = {{"constant", 1, weights.constant}};
  for (std::size_t i = 0; i < feature_count; ++i) {
    if (candidate.features[i] == 0 || weights.weights[i] == 0) continue;
    parts.push_back({std::string(feature_name(static_cast<Feature>(i))), candidate.features[i],
                     weights.weights[i] * candidate.features[i]});
  }
  return parts;
}

}  // namespace gitctx

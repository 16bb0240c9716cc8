#include "search/ranker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace gitctx {

namespace {

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

/// The first chunk of every file, then the second ones, until there are `limit`.
std::vector<RankedCandidate> diversify(std::vector<RankedCandidate> sorted, std::size_t limit) {
  std::unordered_map<std::uint32_t, std::size_t> seen;
  std::vector<std::pair<std::size_t, std::size_t>> order;  // (turn of its file, place)
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    order.emplace_back(seen[sorted[i].candidate.file]++, i);
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
    if (score >= min_similarity) ranked.push_back({candidate, raw, score});
  }
  std::ranges::sort(ranked, better);
  return diversify(std::move(ranked), limit);
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

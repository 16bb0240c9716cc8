#include "tools/train/ranker_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace gitctx {

namespace {

constexpr std::size_t shown = 10;

/// The Adam optimiser (Kingma and Ba 2015). Each step uses all data.
class Adam {
 public:
  explicit Adam(std::size_t size) : mean_(size), square_(size) {}

  void step(std::span<double> values, std::span<const double> slopes, double rate) {
    ++steps_;
    for (std::size_t i = 0; i < values.size(); ++i) {
      mean_[i] = 0.9 * mean_[i] + 0.1 * slopes[i];
      square_[i] = 0.999 * square_[i] + 0.001 * slopes[i] * slopes[i];
      const double mean = mean_[i] / (1 - std::pow(0.9, steps_));
      const double square = square_[i] / (1 - std::pow(0.999, steps_));
      values[i] -= rate * mean / (std::sqrt(square) + 1e-9);
    }
  }

 private:
  std::vector<double> mean_;
  std::vector<double> square_;
  int steps_ = 0;
};

/// The candidates of a query, grouped by path.
struct Paths {
  struct Member {
    std::size_t candidate = 0;
    std::size_t path = 0;
  };
  std::vector<Member> members;
  std::vector<char> relevant;  ///< for each path: 1 if the path is relevant
  bool has_answer = false;
};

Paths group_by_path(const FitQuery& query) {
  Paths paths;
  std::map<std::uint32_t, std::size_t> numbers;
  for (std::size_t i = 0; i < query.found.candidates.size(); ++i) {
    const auto [place, is_new] =
        numbers.try_emplace(query.found.candidates[i].path, paths.relevant.size());
    if (is_new) paths.relevant.push_back(query.answers[i] >= 0 ? 1 : 0);
    paths.members.push_back({i, place->second});
    paths.has_answer = paths.has_answer || query.answers[i] >= 0;
  }
  return paths;
}

/// The standard deviation of each feature over all candidates.
FeatureVector spreads(std::span<const FitQuery* const> queries) {
  FeatureVector sums{};
  FeatureVector squares{};
  double count = 1e-9;
  for (const FitQuery* query : queries) {
    if (query->only_calibrates) continue;
    for (const Candidate& candidate : query->found.candidates) {
      for (std::size_t f = 0; f < feature_count; ++f) {
        sums[f] += candidate.features[f];
        squares[f] += candidate.features[f] * candidate.features[f];
      }
      ++count;
    }
  }
  FeatureVector result{};
  for (std::size_t f = 0; f < feature_count; ++f) {
    const double mean = sums[f] / count;
    result[f] = std::sqrt(std::max(squares[f] / count - mean * mean, 1e-6));
  }
  return result;
}

/// Adds the gradient of the cross entropy between two distributions over the paths of a query
/// (ListNet, Cao et al. 2007). The first is the softmax of the scores of the paths' best chunks.
/// The second is uniform over the relevant paths. A gradient step raises the scores of all relevant
/// paths, not only of the one that is easiest to raise.
void add_slope(const FitQuery& query, const Paths& paths, const FeatureVector& weights,
               const FeatureMask& mask, std::span<double> slopes) {
  const std::size_t count = paths.relevant.size();
  std::vector<double> best(count, -std::numeric_limits<double>::infinity());
  std::vector<std::size_t> chosen(count);
  for (const Paths::Member& member : paths.members) {
    const double score = raw_score(weights, query.found.candidates[member.candidate]);
    if (score <= best[member.path]) continue;
    best[member.path] = score;
    chosen[member.path] = member.candidate;
  }
  const double greatest = *std::ranges::max_element(best);
  double all = 0;
  for (double& score : best) {
    score = std::exp(score - greatest);
    all += score;
  }
  const auto relevant = static_cast<double>(std::ranges::count(paths.relevant, 1));
  for (std::size_t p = 0; p < count; ++p) {
    const double slope =
        query.ranking_share * (best[p] / all - (paths.relevant[p] != 0 ? 1 / relevant : 0));
    if (std::abs(slope) < 1e-9) continue;
    const Candidate& candidate = query.found.candidates[chosen[p]];
    for (std::size_t f = 0; f < feature_count; ++f) {
      if (mask[f]) slopes[f] += slope * candidate.features[f];
    }
  }
}

std::size_t number_of(const FitQuery& query, const Candidate& candidate) {
  const auto& candidates = query.found.candidates;
  const auto found = std::ranges::find(candidates, candidate.ref, &Candidate::ref);
  return static_cast<std::size_t>(found - candidates.begin());
}

/// The index of the relevant path that the candidate belongs to; -1 if it belongs to none.
int answer_of(const FitQuery& query, const Candidate& candidate) {
  return query.answers[number_of(query, candidate)];
}

/// Whether the candidate answers the query: by lines if the answers have lines, or else by path.
bool is_relevant(const FitQuery& query, const Candidate& candidate) {
  if (query.relevant_count == 0) return false;
  return query.has_lines ? (*query.has_lines)[number_of(query, candidate)]
                         : answer_of(query, candidate) >= 0;
}

constexpr std::size_t chunk_weight_count = std::tuple_size_v<ChunkFeatures>;

/// The candidate chunks of one relevant file.
struct FileChoice {
  std::vector<ChunkFeatures> chunks;
  std::vector<bool> has_lines;
};

/// The relevant files in which some candidate chunks, but not all, share a line with an answer.
std::vector<FileChoice> file_choices(std::span<const FitQuery* const> queries) {
  std::vector<FileChoice> choices;
  for (const FitQuery* query : queries) {
    if (!query->has_lines || query->only_calibrates) continue;
    std::map<std::uint32_t, FileChoice> files;
    for (std::size_t i = 0; i < query->found.candidates.size(); ++i) {
      const Candidate& candidate = query->found.candidates[i];
      if (candidate.tier > 0 || query->answers[i] < 0) continue;
      FileChoice& choice = files[candidate.path];
      choice.chunks.push_back(chunk_features(candidate));
      choice.has_lines.push_back((*query->has_lines)[i]);
    }
    for (auto& [path, choice] : files) {
      const auto right = std::ranges::count(choice.has_lines, true);
      if (right > 0 && right < std::ssize(choice.has_lines)) choices.push_back(std::move(choice));
    }
  }
  return choices;
}

/// Adds the gradient of the cross entropy between two distributions over the chunks of a file: the
/// softmax of their scores, and the uniform distribution over the chunks with an answer.
void add_slope(const FileChoice& choice, std::span<const double> weights,
               std::span<double> slopes) {
  std::vector<double> shares;
  for (const ChunkFeatures& chunk : choice.chunks) {
    double sum = 0;
    for (std::size_t k = 0; k < chunk_weight_count; ++k) sum += weights[k] * chunk[k];
    shares.push_back(sum);
  }
  const double greatest = std::ranges::max(shares);
  double all = 0;
  for (double& share : shares) all += share = std::exp(share - greatest);
  const auto right = static_cast<double>(std::ranges::count(choice.has_lines, true));
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double slope = shares[i] / all - (choice.has_lines[i] ? 1 / right : 0);
    for (std::size_t k = 0; k < chunk_weight_count; ++k) slopes[k] += slope * choice.chunks[i][k];
  }
}

/// The number of inputs of a calibration.
constexpr std::size_t calibration_size = 8;
using CalibrationVector = std::array<double, calibration_size>;

/// The candidate with the highest raw score.
RankedCandidate best_of(const CandidateSet& found, const RankerModel& model) {
  const auto raw = [&](const Candidate& candidate) { return raw_score(model.weights, candidate); };
  const Candidate& best = *std::ranges::max_element(found.candidates, {}, raw);
  return {best, raw(best), 0};
}

CalibrationVector calibration_inputs(const CandidateSet& found, const RankedCandidate& result,
                                     const RankedCandidate& best, std::size_t rank) {
  return {1.0,
          result.raw,
          result.raw - best.raw,
          found.known_share,
          best.candidate[Feature::coverage_file],
          best.candidate[Feature::cosine],
          found.lay_share,
          std::log(static_cast<double>(rank))};
}

}  // namespace

FeatureVector fit_weights(std::span<const FitQuery* const> queries, const FeatureMask& mask,
                          double penalty) {
  constexpr int steps = 600;
  const FeatureVector spread = spreads(queries);
  std::vector<Paths> paths;
  double usable = 1e-9;
  for (const FitQuery* query : queries) {
    const bool ranks = query->relevant_count > 0 && !query->only_calibrates;
    paths.push_back(ranks ? group_by_path(*query) : Paths{});
    usable += paths.back().has_answer ? query->ranking_share : 0;
  }
  std::vector<double> scaled(feature_count);  // weights times spreads
  Adam adam(feature_count);
  FeatureVector weights{};
  for (int step = 0; step < steps; ++step) {
    std::vector<double> slopes(feature_count);
    for (std::size_t q = 0; q < queries.size(); ++q) {
      if (paths[q].has_answer) add_slope(*queries[q], paths[q], weights, mask, slopes);
    }
    for (std::size_t f = 0; f < feature_count; ++f) {
      const double prior = feature_table[f].prior * spread[f];
      slopes[f] = slopes[f] / usable / spread[f] + 2 * penalty * (scaled[f] - prior);
    }
    adam.step(scaled, slopes, 0.1 * (1 - 0.95 * step / steps));
    for (std::size_t f = 0; f < feature_count; ++f) {
      const bool positive = feature_table[f].sign == WeightSign::positive;
      scaled[f] = positive ? std::max(scaled[f], 0.0) : std::min(scaled[f], 0.0);
      weights[f] = mask[f] ? scaled[f] / spread[f] : 0;
    }
  }
  return weights;
}

ChunkWeights fit_chunk_weights(std::span<const FitQuery* const> queries, SearchMode mode) {
  constexpr int steps = 600;
  constexpr double penalty = 1e-3;
  const std::vector<FileChoice> choices = file_choices(queries);
  std::array<double, chunk_weight_count> weights{};
  if (choices.empty()) return {};
  Adam adam(chunk_weight_count);
  for (int step = 0; step < steps; ++step) {
    std::array<double, chunk_weight_count> slopes{};
    for (const FileChoice& choice : choices) add_slope(choice, weights, slopes);
    for (std::size_t k = 0; k < chunk_weight_count; ++k) {
      slopes[k] = slopes[k] / static_cast<double>(choices.size()) + penalty * weights[k] / 10;
    }
    adam.step(weights, slopes, 0.3 * (1 - 0.95 * step / steps));
    for (double& weight : weights) weight = std::max(weight, 0.0);
    if (mode == SearchMode::semantic) weights[0] = 0;
    if (mode == SearchMode::lexical) weights[1] = 0;
  }
  return {weights[0], weights[1], weights[2], weights[3]};
}

Calibration fit_calibration(std::span<const FitQuery* const> queries, const RankerModel& model) {
  std::vector<CalibrationVector> inputs;
  std::vector<double> labels;
  std::vector<double> shares;
  double total = 0;
  const bool by_lines = std::ranges::any_of(
      queries, [](const FitQuery* query) { return query->has_lines.has_value(); });
  for (const FitQuery* query : queries) {
    if (by_lines && !query->has_lines && query->relevant_count > 0) continue;
    const auto ranked = rank(query->found, model, {.count = shown});
    if (ranked.empty()) continue;
    const RankedCandidate best = best_of(query->found, model);
    for (std::size_t i = 0; i < ranked.size(); ++i) {
      if (ranked[i].candidate.tier > 0) continue;
      inputs.push_back(calibration_inputs(query->found, ranked[i], best, i + 1));
      labels.push_back(is_relevant(*query, ranked[i].candidate) ? 1 : 0);
      shares.push_back(query->share);
      total += query->share;
    }
  }
  CalibrationVector values{};
  Adam adam(calibration_size);
  for (int step = 0; step < 3000; ++step) {
    CalibrationVector slopes{};
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < calibration_size; ++k) sum += values[k] * inputs[i][k];
      const double difference = 1 / (1 + std::exp(-sum)) - labels[i];
      const double weight = difference * shares[i] / total;
      for (std::size_t k = 0; k < calibration_size; ++k) slopes[k] += weight * inputs[i][k];
    }
    for (std::size_t k = 0; k < calibration_size; ++k) slopes[k] += 1e-5 * values[k];
    adam.step(values, slopes, 0.05 * (1 - 0.98 * step / 3000));
    values[1] = std::max(values[1], 0.0);
    values[2] = std::max(values[2], 0.0);
    values[7] = std::min(values[7], 0.0);
  }
  return {values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]};
}

double ndcg10(const FitQuery& query, const RankerModel& model) {
  std::vector<int> seen;
  double gain = 0;
  const auto ranked = rank(query.found, model, {.count = shown});
  for (std::size_t place = 0; place < ranked.size(); ++place) {
    const int answer = answer_of(query, ranked[place].candidate);
    if (answer < 0 || std::ranges::find(seen, answer) != seen.end()) continue;
    seen.push_back(answer);
    gain += 1 / std::log2(static_cast<double>(place) + 2);
  }
  double ideal = 0;
  for (std::size_t i = 0; i < std::min(shown, query.relevant_count); ++i) {
    ideal += 1 / std::log2(static_cast<double>(i) + 2);
  }
  return ideal > 0 ? gain / ideal : 0;
}

std::size_t line_rank(const FitQuery& query, const RankerModel& model) {
  const auto ranked = rank(query.found, model, {.count = shown});
  const auto found = std::ranges::find_if(
      ranked, [&](const RankedCandidate& result) { return is_relevant(query, result.candidate); });
  return found == ranked.end() ? 0 : static_cast<std::size_t>(found - ranked.begin()) + 1;
}

std::vector<CalibratedResult> calibrated_results(const FitQuery& query, const RankerModel& model) {
  std::vector<CalibratedResult> results;
  for (const RankedCandidate& result : rank(query.found, model, {.count = shown})) {
    results.push_back({result.score, is_relevant(query, result.candidate), query.share});
  }
  return results;
}

std::array<CalibrationBin, 10> bins_of(std::span<const CalibratedResult> results) {
  std::array<CalibrationBin, 10> bins{};
  for (const CalibratedResult& result : results) {
    CalibrationBin& bin =
        bins[std::min<std::size_t>(9, static_cast<std::size_t>(result.score * 10))];
    bin.count += result.share;
    bin.score += result.share * result.score;
    bin.relevant += result.relevant ? result.share : 0;
  }
  return bins;
}

double expected_calibration_error(std::span<const CalibratedResult> results) {
  double total = 0;
  double error = 0;
  for (const CalibrationBin& bin : bins_of(results)) {
    total += bin.count;
    error += std::abs(bin.score - bin.relevant);
  }
  return total > 0 ? error / total : 0;
}

}  // namespace gitctx

#include "search/ranker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "search/ranker_weights.h"

namespace gitctx {

namespace {

/// The penalty on the raw score of a chunk for each better chunk of the same file.
constexpr double repetition = 4;

struct Scored {
  const Candidate* candidate;
  double raw;          ///< raw_score(); after add_file(), the raw score of the result
  double in_file = 0;  ///< ChunkWeights::sum()
};

/// Whether `a` comes before `b` if both are otherwise equal.
bool is_earlier(const Candidate& a, const Candidate& b) {
  return a.file != b.file ? a.file < b.file : a.ref < b.ref;
}

bool ranks_before(const Scored& a, const Scored& b) {
  if (a.candidate->tier != b.candidate->tier) return a.candidate->tier > b.candidate->tier;
  return a.raw != b.raw ? a.raw > b.raw : is_earlier(*a.candidate, *b.candidate);
}

/// Whether `a` comes before `b` when chunks are grouped by path. Within a path, chunks of a higher
/// tier come first. Within a tier, chunks with a higher `in_file` come first.
bool answers_before(const Scored& a, const Scored& b) {
  if (a.candidate->path != b.candidate->path) return a.candidate->path < b.candidate->path;
  if (a.candidate->tier != b.candidate->tier) return a.candidate->tier > b.candidate->tier;
  return a.in_file != b.in_file ? a.in_file > b.in_file : is_earlier(*a.candidate, *b.candidate);
}

/// Whether a better candidate from the same file has the same lines. For example, all chunks of a
/// very long line have the same lines.
bool repeats_lines(std::span<const Scored> better_ones, const Candidate& candidate) {
  return std::ranges::any_of(better_ones, [&](const Scored& other) {
    return other.candidate->file == candidate.file && other.candidate->lines == candidate.lines;
  });
}

/// Appends the chunks of one file to `order`, with their raw scores as results (see rank()). `file`
/// must be sorted by answers_before().
void add_file(std::span<const Scored> file, std::vector<Scored>& order) {
  const double raw = std::ranges::max(file, {}, &Scored::raw).raw;
  std::size_t turn = 0;
  const Scored* first = nullptr;  // the first chunk of the current tier
  for (std::size_t i = 0; i < file.size(); ++i) {
    if (repeats_lines(file.first(i), *file[i].candidate)) continue;
    if (first == nullptr || first->candidate->tier != file[i].candidate->tier) {
      first = &file[i];
      turn = 0;
    }
    const double behind = first->in_file - file[i].in_file;
    order.push_back(file[i]);
    order.back().raw = raw - behind - repetition * static_cast<double>(turn++);
  }
}

/// The results for scored candidates, best first.
std::vector<Scored> order_results(std::vector<Scored> scored) {
  std::ranges::sort(scored, answers_before);
  std::vector<Scored> order;
  for (std::size_t begin = 0; begin < scored.size();) {
    std::size_t end = begin;
    while (end < scored.size() && scored[end].candidate->path == scored[begin].candidate->path)
      ++end;
    add_file(std::span(scored).subspan(begin, end - begin), order);
    begin = end;
  }
  std::ranges::sort(order, ranks_before);
  return order;
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

/// The scores of the results with exact evidence. The highest tier that has results almost
/// certainly contains the answer. So the files of this tier share a high probability, divided
/// according to their best raw scores. Lower tiers rarely contain the answer.
class ExactScores {
 public:
  ExactScores(std::span<const Scored> order, double slope, bool of_name)
      : slope_(slope), of_name_(of_name) {
    for (const Scored& result : order) {
      Tier& tier = tiers_[result.candidate->tier];
      tier.best = std::max(tier.best, result.raw);
    }
    for (const Scored& result : order) {
      Tier& tier = tiers_[result.candidate->tier];
      const double part = std::exp(slope_ * (result.raw - tier.best));
      // `order` has the best result of each file first.
      if (tier.files.try_emplace(result.candidate->path, Best{result.candidate, part}).second) {
        tier.sum += part;
      }
    }
  }

  /// The score of a result of tier 1 or higher.
  double score(const Scored& result) const {
    const auto tier = tiers_.find(result.candidate->tier);
    const bool is_highest = std::next(tier) == tiers_.end();
    const Best& best = tier->second.files.at(result.candidate->path);
    const double share = best.part / tier->second.sum;
    return certainty(*result.candidate) * (is_highest ? 1 : share_below) * share *
           (best.candidate == result.candidate ? 1 : share_of_further);
  }

  /// The factor for the scores of results without exact evidence.
  double share_of_rest() const {
    const int highest = tiers_.empty() ? 0 : tiers_.rbegin()->first;
    return highest >= 2 ? share_below : 1;
  }

 private:
  /// The first result of a file.
  struct Best {
    const Candidate* candidate = nullptr;
    double part = 0;  ///< its part of Tier::sum
  };

  struct Tier {
    double best = -std::numeric_limits<double>::infinity();
    double sum = 0;
    std::map<std::uint32_t, Best> files;  ///< by path
  };

  static constexpr double share_below = 0.05;
  /// The factor for a further result of the same tier and file. If the first result is right, the
  /// further one often is, too, because it contains the same text.
  static constexpr double share_of_further = 0.6;

  /// The probability that the tier of the candidate contains the answer. The probability is lower
  /// for a sentence in the middle of a longer text, which often only mentions the subject.
  double certainty(const Candidate& candidate) const {
    if (candidate.tier == 1) return 0.25;
    if (of_name_) return 0.99;
    return candidate.exact.is_whole ? 0.95 : 0.5;
  }

  double slope_;
  bool of_name_;
  std::map<int, Tier> tiers_;
};

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

ChunkFeatures chunk_features(const Candidate& candidate) {
  return {candidate[Feature::bm25], candidate[Feature::cosine], candidate[Feature::symbol_f1],
          std::log1p(candidate.bytes)};
}

double ChunkWeights::sum(const Candidate& candidate) const {
  const ChunkFeatures features = chunk_features(candidate);
  return bm25 * features[0] + cosine * features[1] + symbol_f1 * features[2] +
         log_size * features[3];
}

std::vector<RankedCandidate> rank(const CandidateSet& found, const RankerModel& model,
                                  const RankLimits& limits) {
  std::vector<Scored> scored;
  for (const Candidate& candidate : found.candidates) {
    scored.push_back({&candidate, raw_score(model.weights, candidate), model.chunk.sum(candidate)});
  }
  if (scored.empty()) return {};
  const Calibration& calibration = model.calibration;
  const Scored best = std::ranges::max(scored, {}, &Scored::raw);
  const double of_query = calibration.of_query(found, best.raw, *best.candidate);
  const double slope = calibration.raw + calibration.below_best;
  const std::vector<Scored> order = order_results(std::move(scored));
  const ExactScores exact(order, slope, found.wording.is_name);
  double last = 1;
  std::vector<RankedCandidate> kept;
  for (const Scored& result : order) {
    if (kept.size() == limits.count) break;
    const double of_rank = calibration.log_rank * std::log(static_cast<double>(kept.size() + 1));
    const double score =
        result.candidate->tier > 0
            ? exact.score(result)
            : exact.share_of_rest() * logistic(of_query + slope * result.raw + of_rank);
    last = std::min(last, score);
    kept.push_back({*result.candidate, result.raw, last});
  }
  std::erase_if(kept, [&](const RankedCandidate& c) { return c.score < limits.min_similarity; });
  return kept;
}

bool is_improbable(const std::vector<RankedCandidate>& ranked, const CandidateSet& found,
                   double min_best_similarity) {
  if (ranked.empty()) return false;
  const RankedCandidate& best = ranked.front();
  return best.candidate.tier == 0 && best.score < min_best_similarity &&
         !has_all_words(found, best.candidate);
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

#include "eval/retrieval_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace gitctx {
namespace {

bool is_tail(std::string_view whole, std::string_view tail) {
  return whole.size() > tail.size() && whole.ends_with(tail) &&
         whole[whole.size() - tail.size() - 1] == '/';
}

bool overlaps(const FilePart& hit, const FilePart& relevant) {
  if (!hit.lines || !relevant.lines) return true;
  return hit.lines->last >= relevant.lines->first && hit.lines->first <= relevant.lines->last;
}

double gain_at(int rank) { return 1.0 / std::log2(rank + 1.0); }

double ndcg(const std::vector<int>& ranks, std::size_t relevant_count, int k) {
  double found = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (i == 0 || ranks[i] != ranks[i - 1]) found += gain_at(ranks[i]);
  }
  double ideal = 0;
  for (int rank = 1; rank <= std::min(k, static_cast<int>(relevant_count)); ++rank) {
    ideal += gain_at(rank);
  }
  return found / ideal;
}

/// The hits that are judged, at most `k`.
std::vector<const FilePart*> judged_hits(std::span<const FilePart> hits,
                                         const JudgeOptions& options) {
  std::vector<const FilePart*> judged;
  for (const FilePart& hit : hits) {
    if (judged.size() == static_cast<std::size_t>(options.k)) break;
    const bool repeats = options.level == JudgeLevel::file &&
                         std::ranges::any_of(judged, [&](const FilePart* before) {
                           return before->path == hit.path;
                         });
    if (!repeats) judged.push_back(&hit);
  }
  return judged;
}

}  // namespace

std::string metric_title(Metric metric, int k) {
  if (metric == Metric::hit1) return "hit@1";
  constexpr std::array names{"NDCG", "MRR", "recall"};
  return fmt::format("{}@{}", names[static_cast<std::size_t>(metric)], k);
}

bool is_same_file(std::string_view hit, std::string_view relevant) {
  if (relevant.starts_with('/')) return hit == relevant.substr(1);
  return hit == relevant || is_tail(hit, relevant) || is_tail(relevant, hit);
}

bool shares_line(const FilePart& hit, const FilePart& relevant) {
  return is_same_file(hit.path, relevant.path) && overlaps(hit, relevant);
}

QueryScore score_query(std::span<const FilePart> hits, std::span<const FilePart> relevant,
                       const JudgeOptions& options) {
  GITCTX_CHECK(!relevant.empty() && options.k > 0);
  const std::vector<const FilePart*> judged = judged_hits(hits, options);
  QueryScore score;
  for (const FilePart& part : relevant) {
    const auto found = std::ranges::find_if(judged, [&](const FilePart* hit) {
      return options.level == JudgeLevel::file ? is_same_file(hit->path, part.path)
                                               : shares_line(*hit, part);
    });
    if (found != judged.end()) score.ranks.push_back(static_cast<int>(found - judged.begin()) + 1);
  }
  std::ranges::sort(score.ranks);
  const int best = score.ranks.empty() ? 0 : score.ranks.front();
  score[Metric::ndcg] = ndcg(score.ranks, relevant.size(), options.k);
  score[Metric::mrr] = best == 0 ? 0 : 1.0 / best;
  score[Metric::recall] =
      static_cast<double>(score.ranks.size()) / static_cast<double>(relevant.size());
  score[Metric::hit1] = best == 1 ? 1 : 0;
  return score;
}

}  // namespace gitctx

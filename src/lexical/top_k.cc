#include "lexical/top_k.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "lexical/path_walk.h"
#include "lexical/score_units.h"

namespace gitctx {
namespace {

/// The number of chunks in a window. A small window has tight bounds, and its scores fit in the
/// first-level cache.
constexpr std::uint32_t window_size = 1024;

/// Chunks [begin, end), at most window_size of them.
struct ChunkRange {
  ChunkId begin{};
  ChunkId end{};
};

/// Accumulates the scores of the chunks of one window, and remembers which chunks have a score.
class WindowScores {
 public:
  void open(ChunkId begin) { begin_ = to_int(begin); }

  void add(ChunkId chunk, ScoreUnits score) {
    const std::uint32_t at = to_int(chunk) - begin_;
    scores_[at] += score;
    touched_[at / 64] |= std::uint64_t{1} << at % 64;
  }

  /// Calls `visit(chunk, score)` for the chunks that have scores, in order, and forgets all scores.
  template <class Visit>
  void drain(Visit visit) {
    for (std::uint32_t word = 0; word < touched_.size(); ++word) {
      while (touched_[word] != 0) {
        const auto bit = static_cast<std::uint32_t>(std::countr_zero(touched_[word]));
        const std::uint32_t at = word * 64 + bit;
        touched_[word] &= touched_[word] - 1;
        visit(ChunkId{begin_ + at}, std::exchange(scores_[at], 0));
      }
    }
  }

 private:
  std::uint32_t begin_ = 0;
  std::array<ScoreUnits, window_size> scores_{};
  std::array<std::uint64_t, window_size / 64> touched_{};
};

/// One term of the query. Walks forwards through the postings and the paths of the term together.
class TermScorer {
 public:
  TermScorer(const QueryTerm& term, std::span<const std::uint16_t> chunk_lengths)
      : weight_(term.weight),
        cursor_(term.postings),
        paths_(term.paths),
        chunk_lengths_(chunk_lengths) {}

  /// An upper bound of the term's contribution to a chunk of the window; 0 if no chunk has the
  /// term.
  ScoreUnits bound(ChunkRange window) {
    float path_impact = 0;
    const bool has_path = paths_.find_max(window.begin, window.end, path_impact);
    const float impact = cursor_.max_impact_in(window.begin, window.end);
    if (impact == 0 && !has_path) return 0;
    return contribution_bound(weight_, impact + path_impact);
  }

  /// Adds the term's contribution to every allowed chunk of the window.
  void add_all(ChunkRange window, const ChunkSet* allowed, WindowScores& scores) {
    cursor_.seek(window.begin);
    for (ChunkId at = window.begin; at < window.end;) {
      const PathRun run = paths_.run_at(at, window.end);
      const ScoreUnits base = run.is_path ? contribution(weight_, run.impact) : 0;
      if (run.is_path) {
        for (auto chunk = to_int(at); chunk < to_int(run.end); ++chunk) {
          if (!allowed || allowed->contains(ChunkId{chunk})) scores.add(ChunkId{chunk}, base);
        }
      }
      for (; !cursor_.at_end() && cursor_.chunk() < run.end; cursor_.next()) {
        if (allowed && !allowed->contains(cursor_.chunk())) continue;
        scores.add(cursor_.chunk(), contribution(weight_, here() + run.impact) - base);
      }
      at = run.end;
    }
  }

  /// The term's contribution to one chunk. Chunks must not decrease between calls.
  ScoreUnits score(ChunkId chunk) {
    const PathRun run = paths_.run_at(chunk);
    cursor_.seek(chunk);
    const bool has_posting = !cursor_.at_end() && cursor_.chunk() == chunk;
    if (!has_posting && !run.is_path) return 0;
    return contribution(weight_, (has_posting ? here() : 0.0f) + run.impact);
  }

 private:
  float here() const {
    return impact(cursor_.body_count(), cursor_.symbol_count(),
                  chunk_lengths_[to_int(cursor_.chunk())]);
  }

  float weight_;
  PostingsCursor cursor_;
  PathWalk paths_;
  std::span<const std::uint16_t> chunk_lengths_;
};

/// The best k candidates so far.
class BestChunks {
 public:
  explicit BestChunks(const TopKRequest& request)
      : request_(request), threshold_(units_of_score(request.threshold)) {}

  /// Only scores above the threshold are accepted.
  ScoreUnits threshold() const { return threshold_; }

  void add(ChunkId chunk, ScoreUnits score) {
    if (score <= threshold_) return;
    const Candidate candidate{
        .score = score,
        .place = request_.place ? request_.place(chunk) : std::uint64_t{to_int(chunk)},
        .chunk = chunk};
    if (best_.size() == request_.k) {
      if (!is_better(candidate, best_.front())) return;
      std::ranges::pop_heap(best_, is_better);
      best_.pop_back();
    }
    best_.push_back(candidate);
    std::ranges::push_heap(best_, is_better);
    // Chunks are added in order of their numbers. Without places from the caller, the place of a
    // chunk is its number, so a later chunk always loses a tie with the worst candidate. With
    // places from the caller, a later chunk can win the tie.
    const ScoreUnits tie = request_.place ? 1 : 0;
    if (best_.size() == request_.k) threshold_ = std::max(threshold_, best_.front().score - tie);
  }

  std::vector<ScoredChunk> take_sorted() && {
    std::ranges::sort_heap(best_, is_better);
    std::vector<ScoredChunk> sorted;
    sorted.reserve(best_.size());
    for (const Candidate& candidate : best_) {
      sorted.push_back({.chunk = candidate.chunk, .score = score_of_units(candidate.score)});
    }
    return sorted;
  }

 private:
  struct Candidate {
    ScoreUnits score = 0;
    std::uint64_t place = 0;
    ChunkId chunk{};
  };

  static bool is_better(const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.place < b.place;
  }

  const TopKRequest& request_;
  ScoreUnits threshold_;
  std::vector<Candidate> best_;  ///< a heap with the worst candidate in front
};

/// A term that occurs in the current window.
struct LiveTerm {
  TermScorer* term = nullptr;
  ScoreUnits bound = 0;
  ScoreUnits bound_with_lower = 0;  ///< sum of this bound and all lower bounds
};

/// Writes the terms that occur in the window to `live`, a reused buffer, in order of increasing
/// bound.
void find_live_terms(std::span<TermScorer> terms, ChunkRange window, std::vector<LiveTerm>& live) {
  live.clear();
  for (TermScorer& term : terms) {
    const ScoreUnits bound = term.bound(window);
    if (bound > 0) live.push_back({.term = &term, .bound = bound});
  }
  std::ranges::sort(live, {}, &LiveTerm::bound);
  ScoreUnits sum = 0;
  for (LiveTerm& term : live) term.bound_with_lower = sum += term.bound;
}

/// Adds the contributions of `terms` to `score`, highest bounds first, while the score can still
/// exceed the threshold.
ScoreUnits complete_score(ChunkId chunk, ScoreUnits score, std::span<const LiveTerm> terms,
                          ScoreUnits threshold) {
  for (std::size_t i = terms.size(); i-- > 0;) {
    if (score + terms[i].bound_with_lower <= threshold) return score;
    score += terms[i].term->score(chunk);
  }
  return score;
}

}  // namespace

std::vector<ScoredChunk> top_k(std::span<const QueryTerm> terms,
                               std::span<const std::uint16_t> chunk_lengths,
                               const TopKRequest& request) {
  check_query(terms, chunk_lengths.size());
  const ChunkSet* const allowed = request.allowed;
  GITCTX_CHECK(!allowed || allowed->chunk_count() == chunk_lengths.size());
  GITCTX_CHECK(!std::isnan(request.threshold));
  if (request.k == 0) return {};

  std::vector<TermScorer> scorers;
  scorers.reserve(terms.size());
  for (const QueryTerm& term : terms) scorers.emplace_back(term, chunk_lengths);
  BestChunks best(request);
  WindowScores scores;
  std::vector<LiveTerm> live;
  const auto chunk_count = static_cast<std::uint32_t>(chunk_lengths.size());
  for (std::uint32_t at = 0; at < chunk_count;) {
    const std::uint32_t end = at + std::min(window_size, chunk_count - at);
    const ChunkRange window{.begin = ChunkId{at}, .end = ChunkId{end}};
    at = end;
    if (allowed && allowed->count(window.begin, window.end) == 0) continue;

    find_live_terms(scorers, window, live);
    const auto essential =
        std::ranges::upper_bound(live, best.threshold(), {}, &LiveTerm::bound_with_lower);
    if (essential == live.end()) continue;
    scores.open(window.begin);
    for (auto term = essential; term != live.end(); ++term) {
      term->term->add_all(window, allowed, scores);
    }
    const std::span<const LiveTerm> others(live.begin(), essential);
    scores.drain([&](ChunkId chunk, ScoreUnits score) {
      best.add(chunk, complete_score(chunk, score, others, best.threshold()));
    });
  }
  return std::move(best).take_sorted();
}

}  // namespace gitctx

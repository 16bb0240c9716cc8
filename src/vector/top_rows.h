#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx {

/// The order of hits: score descending, row ascending.
inline bool is_better(const VectorHit& a, const VectorHit& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

/// Keeps the best `k` of the offered hits, which come in ascending row order. Offers are collected
/// in a buffer of 2k hits; a full buffer is cut back to the best k. From then on, the worst score
/// kept is a threshold that rejects nearly every offer with one comparison. NaN is never kept.
class TopRows {
 public:
  explicit TopRows(std::size_t k) : k_(k) {
    if (k == 0) threshold_ = std::numeric_limits<float>::infinity();
    hits_.reserve(2 * k);
  }

  /// Only higher scores are accepted.
  float threshold() const { return threshold_; }

  void offer(std::uint32_t row, float score) {
    if (!(score > threshold_)) return;
    hits_.push_back({row, score});
    if (hits_.size() == 2 * k_) cut();
  }

  /// Takes the best hits in ascending row order, and leaves the collection empty.
  std::vector<VectorHit> take_by_row() {
    if (hits_.size() > k_) cut();
    return std::exchange(hits_, {});
  }

  /// Takes the best hits, best first, and leaves the collection empty.
  std::vector<VectorHit> take() {
    std::vector<VectorHit> best = take_by_row();
    std::ranges::sort(best, is_better);
    return best;
  }

 private:
  // Later offers have higher rows, so hits stay in row order and the lowest rows win ties.
  void cut() {
    scores_.clear();
    for (const VectorHit& hit : hits_) scores_.push_back(hit.score);
    const auto worst = scores_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
    std::ranges::nth_element(scores_, worst, std::greater<>());
    threshold_ = *worst;
    const auto better = std::ranges::count_if(scores_.begin(), worst,
                                              [&](float score) { return score > threshold_; });
    std::size_t equal_left = k_ - static_cast<std::size_t>(better);
    std::erase_if(hits_, [&](const VectorHit& hit) {
      if (hit.score != threshold_) return hit.score < threshold_;
      if (equal_left == 0) return true;
      --equal_left;
      return false;
    });
  }

  std::size_t k_;
  float threshold_ = -std::numeric_limits<float>::infinity();
  std::vector<VectorHit> hits_;
  std::vector<float> scores_;
};

}  // namespace gitctx

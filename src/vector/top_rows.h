#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx {

/// The order of hits: score descending, row ascending.
inline bool is_better(const VectorHit& a, const VectorHit& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

/// Keeps the best `k` of the hits offered, rows ascending. Offers collect in a buffer of 2k, which
/// is cut back to k whenever it is full; the worst score kept then is a threshold that turns nearly
/// every later offer away with one comparison. NaN is never kept.
class TopRows {
 public:
  explicit TopRows(std::size_t k) : k_(k) {
    if (k == 0) threshold_ = std::numeric_limits<float>::infinity();
    hits_.reserve(2 * k);
  }

  /// Only a higher score can still get in.
  float threshold() const { return threshold_; }

  void offer(std::uint32_t row, float score) {
    if (!(score > threshold_)) return;
    hits_.push_back({row, score});
    if (hits_.size() == 2 * k_) cut();
  }

  /// The best hits in order; leaves nothing behind.
  std::vector<VectorHit> take() {
    std::ranges::sort(hits_, is_better);
    if (hits_.size() > k_) hits_.resize(k_);
    return std::exchange(hits_, {});
  }

 private:
  void cut() {
    const auto last = hits_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
    std::ranges::nth_element(hits_, last, is_better);
    threshold_ = last->score;
    hits_.resize(k_);
  }

  std::size_t k_;
  float threshold_ = -std::numeric_limits<float>::infinity();
  std::vector<VectorHit> hits_;
};

}  // namespace gitctx

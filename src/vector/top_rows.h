#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

/// Returns the place of a row, which breaks ties: of two hits with equal scores, the hit with the
/// lower place is better. No two rows may have the same place.
using RowPlace = std::function<std::uint64_t(std::uint32_t row)>;

/// Keeps the best `k` of the offered hits, which must be offered in ascending row order. Offers are
/// collected in a buffer of 2k hits; a full buffer is cut back to the best k. From then on, the
/// worst of these k scores is a threshold, which rejects nearly every offer with one comparison.
/// NaN is never kept.
class TopRows {
 public:
  /// Without `place`, the place of a row is its number.
  explicit TopRows(std::size_t k, RowPlace place = {}) : k_(k), place_(std::move(place)) {
    if (k == 0) threshold_ = std::numeric_limits<float>::infinity();
    hits_.reserve(2 * k);
  }

  /// Only scores above the threshold are accepted.
  float threshold() const { return threshold_; }

  void offer(std::uint32_t row, float score) {
    if (!(score > threshold_)) return;
    if (score == worst_ && place_(row) > last_place_) return;
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
    std::ranges::sort(best, [this](const VectorHit& a, const VectorHit& b) {
      if (a.score != b.score) return a.score > b.score;
      return place_ ? place_(a.row) < place_(b.row) : a.row < b.row;
    });
    return best;
  }

 private:
  // Keeps only the best `k` hits, in row order. Without places, the hit with the lower row wins a
  // tie. Rows are offered in ascending order, so every later offer loses a tie with a hit that is
  // kept.
  void cut() {
    scores_.clear();
    for (const VectorHit& hit : hits_) scores_.push_back(hit.score);
    const auto worst = scores_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
    std::ranges::nth_element(scores_, worst, std::greater<>());
    const float score = *worst;
    const auto better =
        std::ranges::count_if(scores_.begin(), worst, [&](float other) { return other > score; });
    std::size_t equal_left = k_ - static_cast<std::size_t>(better);
    if (place_) {
      worst_ = score;
      last_place_ = last_place(score, equal_left);
      threshold_ = std::nextafter(score, -std::numeric_limits<float>::infinity());
    } else {
      threshold_ = score;
    }
    std::erase_if(hits_, [&](const VectorHit& hit) {
      if (hit.score != score) return hit.score < score;
      if (place_) return place_(hit.row) > last_place_;
      if (equal_left == 0) return true;
      --equal_left;
      return false;
    });
  }

  /// The `count`-th lowest place among the hits with this score.
  std::uint64_t last_place(float score, std::size_t count) {
    places_.clear();
    for (const VectorHit& hit : hits_) {
      if (hit.score == score) places_.push_back(place_(hit.row));
    }
    const auto last = places_.begin() + static_cast<std::ptrdiff_t>(count) - 1;
    std::ranges::nth_element(places_, last);
    return *last;
  }

  std::size_t k_;
  RowPlace place_;
  float threshold_ = -std::numeric_limits<float>::infinity();
  // Used only with places: the worst score that is kept, and the highest place that is kept with
  // this score. The score is NaN before the first cut, so that it equals no other score.
  float worst_ = std::numeric_limits<float>::quiet_NaN();
  std::uint64_t last_place_ = 0;
  std::vector<VectorHit> hits_;
  std::vector<float> scores_;
  std::vector<std::uint64_t> places_;
};

}  // namespace gitctx

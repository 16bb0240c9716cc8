#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx {

/// Rows as int8 with one scale each (vector/quantise.h). A search compares the query, rounded to
/// int8 too, with every row, then scores the best max(4k, 200) again with the query as it came.
/// Owns its rows, or looks at rows that somebody else maps. Movable; the same bits on every
/// machine.
class FlatStore final : public VectorStore {
 public:
  /// An empty store that owns what is added.
  explicit FlatStore(std::size_t dimension);

  /// A store over `scales.size()` rows that must outlive it. Nothing can be added. No alignment is
  /// asked of `rows`.
  static FlatStore map(std::span<const std::int8_t> rows, std::span<const float> scales,
                       std::size_t dimension);

  void add(std::span<const float> rows) override;
  void optimise() override;
  std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                const RowAdjustment& adjustment) const override;
  std::size_t size() const override { return scales().size(); }
  VectorStoreStatistics statistics() const override;

  /// dot(query, row), without an adjustment: the score a search with an empty one reports.
  float score_row(std::span<const float> query, std::size_t row) const;

  /// What map() takes: `size()` rows of int8, and their scales.
  std::span<const std::int8_t> rows() const {
    return is_mapped_ ? mapped_rows_ : std::span(owned_rows_);
  }
  std::span<const float> scales() const {
    return is_mapped_ ? mapped_scales_ : std::span(owned_scales_);
  }

 private:
  /// The best rows for the rounded query, in row order.
  std::vector<VectorHit> candidates(std::span<const float> query, std::size_t count,
                                    const RowAdjustment& adjustment) const;

  std::size_t dimension_;
  bool is_mapped_ = false;
  std::vector<std::int8_t> owned_rows_;
  std::vector<float> owned_scales_;
  std::span<const std::int8_t> mapped_rows_;
  std::span<const float> mapped_scales_;
};

}  // namespace gitctx

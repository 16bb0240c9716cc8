#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx {

class TopRows;

/// A query rounded to int8, for scans.
struct RoundedQuery {
  explicit RoundedQuery(std::span<const float> query);

  std::vector<std::int8_t> values;
  float scale = 0;
};

/// Stores rows of int8, each with one scale (vector/quantise.h). A search compares every row with
/// the query rounded to int8, then scores the best max(4k, 200) rows again with the exact query. A
/// store owns its rows or refers to mapped rows. A store can be moved. Results have the same bits
/// on every machine.
class FlatStore final : public VectorStore {
 public:
  /// An empty store that owns the rows added to it.
  explicit FlatStore(std::size_t dimension);

  /// A store that refers to `scales.size()` rows, which must outlive the store. Rows cannot be
  /// added. `rows` needs no alignment.
  static FlatStore map(std::span<const std::int8_t> rows, std::span<const float> scales,
                       std::size_t dimension);

  void add(std::span<const float> rows) override;
  void optimise() override;
  std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                const RowAdjustment& adjustment) const override;
  std::size_t size() const override { return scales().size(); }
  VectorStoreStatistics statistics() const override;

  /// The first half of a search. Scores all rows with the rounded query, and offers them to `top`
  /// with numbers that start at `first_number`. To find the best k rows of several stores, scan all
  /// of them into one TopRows that keeps scanned_rows(k) rows. Then score the kept rows with
  /// score_row().
  void scan(const RoundedQuery& query, const RowAdjustment& adjustment, std::uint32_t first_number,
            TopRows& top) const;
  static std::size_t scanned_rows(std::size_t k);

  /// dot(query, row): the score that a search without an adjustment reports.
  float score_row(std::span<const float> query, std::size_t row) const;

  /// The input of map(): `size()` rows of int8, and their scales.
  std::span<const std::int8_t> rows() const {
    return is_mapped_ ? mapped_rows_ : std::span(owned_rows_);
  }
  std::span<const float> scales() const {
    return is_mapped_ ? mapped_scales_ : std::span(owned_scales_);
  }

 private:
  std::size_t dimension_;
  bool is_mapped_ = false;
  std::vector<std::int8_t> owned_rows_;
  std::vector<float> owned_scales_;
  std::span<const std::int8_t> mapped_rows_;
  std::span<const float> mapped_scales_;
};

}  // namespace gitctx

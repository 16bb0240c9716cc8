#pragma once

#include <cstddef>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx {

/// The slow twin that defines the right results. It keeps the floats and compares all of them in
/// double precision.
class ExactStore final : public VectorStore {
 public:
  explicit ExactStore(std::size_t dimension);

  void add(std::span<const float> rows) override;
  void optimise() override {}
  std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                const RowAdjustment& adjustment) const override;
  std::size_t size() const override { return values_.size() / dimension_; }
  VectorStoreStatistics statistics() const override;

  /// dot(query, row); no adjustment is applied.
  float score_row(std::span<const float> query, std::size_t row) const;

 private:
  std::size_t dimension_;
  std::vector<float> values_;
};

}  // namespace gitctx

#include "vector/testing/exact_store.h"

#include <algorithm>

#include "base/check.h"
#include "vector/top_rows.h"

namespace gitctx {

ExactStore::ExactStore(std::size_t dimension) : dimension_(dimension) {
  GITCTX_CHECK(dimension > 0);
}

void ExactStore::add(std::span<const float> rows) {
  GITCTX_CHECK(rows.size() % dimension_ == 0);
  values_.insert(values_.end(), rows.begin(), rows.end());
}

std::vector<VectorHit> ExactStore::search(std::span<const float> query, std::size_t k,
                                          const RowAdjustment& adjustment) const {
  const auto& [add, multiply] = adjustment;
  GITCTX_CHECK(add.empty() || add.size() == size());
  GITCTX_CHECK(multiply.empty() || multiply.size() == size());
  std::vector<VectorHit> hits;
  for (std::size_t row = 0; row < size(); ++row) {
    if (!multiply.empty() && multiply[row] == 0) continue;
    float score = score_row(query, row);
    if (!add.empty()) score += add[row];
    if (!multiply.empty()) score *= multiply[row];
    hits.push_back({static_cast<std::uint32_t>(row), score});
  }
  std::ranges::sort(hits, is_better);
  hits.resize(std::min(k, hits.size()));
  return hits;
}

VectorStoreStatistics ExactStore::statistics() const {
  return {.rows = size(),
          .dimension = dimension_,
          .owned_bytes = values_.capacity() * sizeof(float),
          .mapped_bytes = 0};
}

float ExactStore::score_row(std::span<const float> query, std::size_t row) const {
  GITCTX_CHECK(query.size() == dimension_ && row < size());
  const float* const values = values_.data() + row * dimension_;
  double sum = 0;
  for (std::size_t i = 0; i < dimension_; ++i) sum += static_cast<double>(query[i]) * values[i];
  return static_cast<float>(sum);
}

}  // namespace gitctx

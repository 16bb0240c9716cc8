#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gitctx {

/// How a view adjusts scores: score(row) = (dot(query, row) + add[row]) * multiply[row]. Each span
/// has one finite value per row, or is empty (add 0, multiply 1). Multiply is never negative, and 0
/// excludes the row.
struct RowAdjustment {
  std::span<const float> add;
  std::span<const float> multiply;
};

struct VectorHit {
  std::uint32_t row = 0;
  float score = 0;

  bool operator==(const VectorHit&) const = default;
};

struct VectorStoreStatistics {
  std::size_t rows = 0;
  std::size_t dimension = 0;
  std::size_t owned_bytes = 0;   ///< memory that the store owns
  std::size_t mapped_bytes = 0;  ///< mapped memory that the store refers to
};

/// Protocol: stores rows of one dimension, numbered in the order in which they were added, and
/// finds the best rows for a query. Searching is thread-safe; adding and optimising are not.
class VectorStore {
 public:
  virtual ~VectorStore() = default;

  /// Appends rows: a row-major matrix whose size is a multiple of the dimension.
  virtual void add(std::span<const float> rows) = 0;

  /// Called once after the last add(): prepares the store for fast searches. Changes no result.
  virtual void optimise() = 0;

  /// The `k` rows with the highest scores, ordered by (score descending, row ascending); fewer if
  /// the adjustment excludes more.
  virtual std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                        const RowAdjustment& adjustment) const = 0;

  virtual std::size_t size() const = 0;
  virtual VectorStoreStatistics statistics() const = 0;
};

}  // namespace gitctx

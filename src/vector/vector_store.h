#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gitctx {

/// How a view adjusts scores: score(row) = (dot(query, row) + add[row]) * multiply[row]. Each span
/// must have one finite value per row or be empty. An empty span means 0 for `add` and 1 for
/// `multiply`. The values of `multiply` must not be negative, and 0 excludes the row.
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

  /// Prepares the store for fast searches, without changing results. Called once, after the last
  /// add().
  virtual void optimise() = 0;

  /// The `k` rows with the highest scores, ordered by (score descending, row ascending); fewer if
  /// the store has fewer rows that are not excluded.
  virtual std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                        const RowAdjustment& adjustment) const = 0;

  virtual std::size_t size() const = 0;
  virtual VectorStoreStatistics statistics() const = 0;
};

}  // namespace gitctx

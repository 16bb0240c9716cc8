#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "index/index_writer.h"
#include "index/indexed_batch.h"
#include "index/segment_builder.h"

namespace gitctx {

/// Collects batches into segments. Adds a segment to the writer once the segment fills its share of
/// the memory limit. The segments depend only on the batches, their order and the limit.
class SegmentCollector {
 public:
  /// `dimension` is the dimension of the vectors. `after_segment` is called after each segment is
  /// added.
  SegmentCollector(IndexWriter& writer, std::uint32_t dimension, std::uint64_t memory_limit_bytes,
                   std::function<void()> after_segment);

  void add(const IndexedBatch& batch);
  /// Ends the current segment, if there is one.
  void flush();

 private:
  IndexWriter& writer_;
  std::uint32_t dimension_;
  std::uint64_t max_text_bytes_;
  std::uint64_t max_vector_bytes_;
  std::function<void()> after_segment_;
  std::optional<SegmentBuilder> builder_;
  std::uint64_t vector_bytes_ = 0;  // vector bytes in the builder
};

}  // namespace gitctx

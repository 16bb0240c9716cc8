#include "ingest/segment_collector.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/trace.h"

namespace gitctx {

namespace {

// This is an estimate. For each byte of text, the builder keeps about two bytes, and unfinished
// batches and the allocator take about four more bytes.
constexpr std::uint64_t memory_per_text_byte = 6;
// The vectors of hosted models can take as much memory as the texts. So a segment also ends when
// its vectors fill a sixth of the memory limit.
constexpr std::uint64_t memory_share_of_vectors = 6;
constexpr std::uint64_t smallest_segment_bytes = 1024 * 1024;

}  // namespace

SegmentCollector::SegmentCollector(IndexWriter& writer, std::uint32_t dimension,
                                   std::uint64_t memory_limit_bytes,
                                   std::function<void()> after_segment)
    : writer_(writer),
      dimension_(dimension),
      max_text_bytes_(std::max(smallest_segment_bytes, memory_limit_bytes / memory_per_text_byte)),
      max_vector_bytes_(memory_limit_bytes / memory_share_of_vectors),
      after_segment_(std::move(after_segment)) {}

void SegmentCollector::add(const IndexedBatch& batch) {
  if (!builder_) {
    builder_.emplace(writer_.new_segment(dimension_));
    vector_bytes_ = 0;
  }
  {
    const TraceSpan span("add batch");
    builder_->add(batch);
  }
  vector_bytes_ += batch.vectors.size();
  if (builder_->text_bytes() >= max_text_bytes_ || vector_bytes_ >= max_vector_bytes_) flush();
}

void SegmentCollector::flush() {
  if (builder_ && !builder_->empty()) {
    const TraceSpan span("write segment");
    log_event(LogLevel::info, "segment", {{"text_bytes", builder_->text_bytes()}});
    writer_.add_segment(builder_->finish());
    after_segment_();
  }
  builder_.reset();
}

}  // namespace gitctx

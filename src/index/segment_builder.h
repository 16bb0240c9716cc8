#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "index/indexed_batch.h"
#include "index/manifest.h"
#include "index/segment_writer.h"
#include "text/string_table.h"

namespace gitctx {

/// Builds one segment from batches: writes text to the file immediately and keeps the rest in
/// memory until finish(). The file depends only on the batches and their order.
class SegmentBuilder {
 public:
  /// Creates the file in `directory`; the record that finish() returns has the name of the file.
  SegmentBuilder(const std::filesystem::path& directory, SegmentId id, std::uint32_t dimension)
      : writer_(directory, id, dimension) {}

  void add(const IndexedBatch& batch);

  std::uint64_t text_bytes() const { return text_bytes_; }
  std::size_t memory_bytes() const;
  bool empty() const { return writer_.blobs.empty(); }

  SegmentRecord finish();

 private:
  struct Occurrence {
    std::uint32_t term = 0;
    Posting posting;
  };

  void add_chunks(const IndexedBatch& batch, std::uint32_t first_blob, std::uint32_t first_chunk);
  void write_terms();

  SegmentWriter writer_;
  StringTable terms_;
  std::vector<Occurrence> occurrences_;
  std::vector<std::int8_t> vectors_;
  std::vector<float> vector_scales_;
  std::uint64_t text_bytes_ = 0;
};

}  // namespace gitctx

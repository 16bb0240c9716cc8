#pragma once

#include <vector>

#include "chunk/chunker.h"

namespace gitctx {

/// Chunks of lines, for texts of any kind: see `cut_lines`.
class LineChunker : public Chunker {
 public:
  explicit LineChunker(const ChunkLimits& limits) : limits_(limits) {}

  std::string_view name() const override { return "lines"; }
  std::vector<Chunk> chunk(const SourceText& source) override;

 private:
  ChunkLimits limits_;
};

}  // namespace gitctx

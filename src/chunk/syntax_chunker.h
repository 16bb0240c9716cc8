#pragma once

#include <vector>

#include "chunk/bounded_parser.h"
#include "chunk/chunker.h"
#include "chunk/line_chunker.h"

namespace gitctx {

/// Chunks of whole definitions by tree-sitter: parse, walk to an outline, pack. Where there is no
/// grammar, or the parser gives up, as `LineChunker`.
class SyntaxChunker : public Chunker {
 public:
  explicit SyntaxChunker(const ChunkLimits& limits);

  std::string_view name() const override { return "syntax"; }
  std::vector<Chunk> chunk(const SourceText& source) override;

 private:
  ChunkLimits limits_;
  BoundedParser parser_;
  LineChunker lines_;
};

}  // namespace gitctx

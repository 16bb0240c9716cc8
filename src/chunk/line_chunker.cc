#include "chunk/chunker.h"
#include "chunk/line_cutter.h"
#include "chunk/line_table.h"

namespace gitctx {
namespace {

class LineChunker : public Chunker {
 public:
  explicit LineChunker(const ChunkLimits& limits) : limits_(limits) {}

  std::vector<Chunk> chunk(const SourceText& source) override;

 private:
  ChunkLimits limits_;
};

std::vector<Chunk> LineChunker::chunk(const SourceText& source) {
  const LineTable table(source.text);
  std::vector<Chunk> chunks;
  for (const LineSpan piece : cut_lines(table, table.all(), limits_)) {
    for (const ByteRange bytes : cut_bytes(table, piece, limits_)) {
      chunks.push_back({.bytes = bytes, .lines = {piece.begin + 1, piece.end}});
    }
  }
  return chunks;
}

}  // namespace

std::unique_ptr<Chunker> make_line_chunker(const ChunkLimits& limits) {
  return std::make_unique<LineChunker>(limits);
}

}  // namespace gitctx

#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "core/chunk.h"
#include "core/language.h"

namespace gitctx {

/// A text to cut into chunks. Must be valid UTF-8 without a byte order mark (see
/// text/encodings/encoding.h) and smaller than 4 GiB.
struct SourceText {
  std::string_view text;
  Language language = Language::plain_text;
};

/// Cuts texts into chunks as `Chunk` describes them; no two chunks have the same range, and no
/// chunk is blank. Never fails: text that cannot be parsed becomes line chunks. The result depends
/// only on text and limits. Keeps parsers between calls. Not thread-safe.
class Chunker {
 public:
  virtual ~Chunker() = default;

  virtual std::vector<Chunk> chunk(const SourceText& source) = 0;
};

/// Sizes are in tokens as counted by estimate_tokens().
struct ChunkLimits {
  int chunk_tokens = 256;      ///< target size for chunks of lines or small definitions
  int overlap_tokens = 0;      ///< tokens that a line chunk repeats from the previous chunk
  int max_chunk_tokens = 512;  ///< upper limit, except for parts of one long line
  std::chrono::milliseconds time_limit{2000};  ///< for one parse; rarely reached
};

/// Cuts at definitions with tree-sitter. Texts in languages without a grammar are cut by lines.
std::unique_ptr<Chunker> make_syntax_chunker(const ChunkLimits& limits);

/// Cuts at blank lines and low indentation, regardless of the language.
std::unique_ptr<Chunker> make_line_chunker(const ChunkLimits& limits);

}  // namespace gitctx

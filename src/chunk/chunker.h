#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "core/chunk.h"
#include "core/language.h"

namespace gitctx {

/// A text to cut: valid UTF-8 without a byte order mark (see text/encoding.h), under 4 GiB.
struct SourceText {
  std::string_view text;
  Language language = Language::plain_text;
};

/// Cuts texts into chunks with the promises of `Chunk`; no two chunks are the same range and none
/// is blank. Total: what cannot be parsed becomes line chunks, never an error. The same text and
/// limits give the same chunks. An instance keeps parsers between calls: use it from one thread.
class Chunker {
 public:
  virtual ~Chunker() = default;

  virtual std::string_view name() const = 0;
  virtual std::vector<Chunk> chunk(const SourceText& source) = 0;
};

/// Sizes are counted by `estimate_tokens`.
struct ChunkLimits {
  int chunk_tokens = 256;      ///< what a chunk of lines or of small definitions aims at
  int overlap_tokens = 0;      ///< what a line chunk repeats from the one before
  int max_chunk_tokens = 512;  ///< no chunk is larger, unless it is a part of one long line
  std::chrono::milliseconds time_limit{2000};  ///< for one parse, a last resort
};

/// Cuts at definitions, by tree-sitter; as the line chunker where a language has no grammar.
std::unique_ptr<Chunker> make_syntax_chunker(const ChunkLimits& limits);

/// Cuts at blank lines and low indentation; knows nothing of languages.
std::unique_ptr<Chunker> make_line_chunker(const ChunkLimits& limits);

}  // namespace gitctx

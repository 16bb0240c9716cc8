#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/chunk.h"
#include "core/encoding.h"
#include "core/ids.h"
#include "core/language.h"
#include "core/view.h"
#include "text/languages.h"
#include "text/string_table.h"

namespace gitctx {

/// Holds everything that the index stores about consecutive blobs, with numbers local to the batch.
/// Plain values, built by one worker thread and consumed by another thread.
struct IndexedBatch {
  struct Blob {
    BlobId id;
    Language language = Language::plain_text;
    SkipReason skip_reason = SkipReason::none;
    std::uint32_t chunk_count = 0;
    std::uint32_t text_block = 0;
    std::uint32_t text_offset = 0;
    std::uint32_t text_size = 0;
    std::uint32_t line_count = 0;
    NameRule name_rule{};  ///< rule of the path under which the blob was read
    Encoding encoding = Encoding::utf8;
    std::uint16_t long_lines = 0;  ///< number of long lines (empty in the text); at most 65,535
  };
  /// A term of a chunk, with its frequency in the text and in the names that the chunk defines.
  struct Occurrence {
    std::uint32_t chunk = 0;
    std::uint32_t term = 0;
    std::uint8_t body_count = 0;
    std::uint8_t symbol_count = 0;
  };
  struct TextBlock {
    std::string compressed;  ///< one zstd frame with a content checksum
    std::uint32_t size = 0;
  };

  std::vector<Blob> blobs;
  std::vector<Chunk> chunks;                 ///< in the order of the blobs
  std::vector<std::uint16_t> chunk_lengths;  ///< lengths in terms, capped at 65,535
  std::vector<Occurrence> occurrences;       ///< sorted by chunk, each term once per chunk
  std::vector<std::string> terms;
  std::vector<std::int8_t> vectors;  ///< chunks x dimension
  std::vector<float> vector_scales;
  std::vector<TextBlock> text_blocks;
  std::uint64_t text_bytes = 0;
  std::uint64_t token_estimate = 0;
};

}  // namespace gitctx

#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <limits>

#include "core/ids.h"
#include "core/view.h"
#include "text/languages.h"

namespace gitctx {

// The records of a segment on disk: little-endian, of fixed size (docs/index_format.md).

inline constexpr std::uint32_t no_string = 0xffffffff;

struct BlobRecord {
  BlobId id;
  std::uint32_t first_chunk = 0;  ///< the chunks end at the next blob's first_chunk
  std::uint32_t text_block = 0;
  std::uint32_t text_offset = 0;  ///< offset in the decompressed block
  std::uint32_t text_size = 0;
  std::uint32_t line_count = 0;
  std::uint8_t language = 0;
  std::uint8_t skip_reason = 0;  ///< SkipReason; a skipped blob has no text and no chunks
  std::uint16_t name_rule = 0;   ///< NameRule of the path under which the blob was read
  std::uint16_t long_lines = 0;  ///< number of long lines (empty in the text); at most 65,535
  std::uint8_t encoding = 0;     ///< Encoding of the file
  std::uint8_t reserved = 0;
};
static_assert(sizeof(BlobRecord) == 48);

struct ChunkRecord {
  std::uint32_t blob = 0;
  std::uint32_t byte_begin = 0;
  std::uint32_t byte_end = 0;
  std::uint32_t line_first = 0;
  std::uint32_t line_last = 0;
  std::uint32_t symbols = no_string;    ///< offset in strings: all names, separated by '\n'
  std::uint32_t enclosing = no_string;  ///< offset in strings
  std::uint8_t kind = 0;
  std::uint8_t has_symbol = 0;  ///< 1 if the first name in `symbols` is the chunk's own name
  std::uint16_t reserved = 0;
};
static_assert(sizeof(ChunkRecord) == 32);

struct TextBlockRecord {
  std::uint64_t offset = 0;  ///< offset in the section
  std::uint32_t compressed_size = 0;
  std::uint32_t size = 0;
};
static_assert(sizeof(TextBlockRecord) == 16);

struct SegmentMeta {
  std::uint32_t blob_count = 0;
  std::uint32_t chunk_count = 0;
  std::uint32_t dimension = 0;
  std::uint32_t term_count = 0;
  std::uint64_t text_bytes = 0;
  std::uint64_t line_count = 0;
};
static_assert(sizeof(SegmentMeta) == 32);

/// The key of a blob in a segment. The key includes the name rule, so content that was read under
/// two name rules is stored twice.
struct BlobReading {
  BlobId id;
  NameRule rule{};

  auto operator<=>(const BlobReading&) const = default;
};

inline BlobReading reading_of(const BlobRecord& blob) {
  return {blob.id, static_cast<NameRule>(blob.name_rule)};
}

struct BlobReadingHash {
  std::size_t operator()(const BlobReading& reading) const {
    return std::hash<BlobId>()(reading.id) + static_cast<std::size_t>(reading.rule);
  }
};

// Functions for stored values, whose bits may be invalid if the file is damaged.

/// An unknown reason counts as unreadable.
inline SkipReason skip_reason_of(std::uint32_t stored) {
  constexpr auto last = static_cast<std::uint32_t>(SkipReason::lfs);
  return stored <= last ? static_cast<SkipReason>(stored) : SkipReason::unreadable;
}

/// True for every valid scale and multiplier, but not for NaN.
inline bool is_finite_and_not_negative(float value) {
  return value >= 0 && value <= std::numeric_limits<float>::max();
}

}  // namespace gitctx

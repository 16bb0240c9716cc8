#pragma once

#include <cstdint>

#include "core/ids.h"

namespace gitctx {

/// The largest counts that a posting can store; higher counts are capped. The limits are part of
/// the index format.
inline constexpr std::uint8_t max_body_count = 31;
inline constexpr std::uint8_t max_symbol_count = 7;

/// The number of occurrences of one term in the text of one chunk, and in the names that the chunk
/// defines.
struct Posting {
  ChunkId chunk{};
  std::uint8_t body_count = 0;
  std::uint8_t symbol_count = 0;

  bool operator==(const Posting&) const = default;
};

}  // namespace gitctx

#pragma once

#include <cstdint>

#include "core/ids.h"

namespace gitctx {

/// The largest counts a posting stores; higher counts are capped. Part of the index format.
inline constexpr std::uint8_t max_body_count = 31;
inline constexpr std::uint8_t max_symbol_count = 7;

/// The number of occurrences of one term in one chunk: in its text and in the names it defines.
struct Posting {
  ChunkId chunk{};
  std::uint8_t body_count = 0;
  std::uint8_t symbol_count = 0;

  bool operator==(const Posting&) const = default;
};

}  // namespace gitctx

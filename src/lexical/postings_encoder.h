#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "lexical/posting.h"

namespace gitctx {

/// Appends the postings of one term. Chunks strictly increase, and each posting has a count of at
/// least 1; counts above the maxima are capped. `chunk_lengths` is the number of terms of every
/// chunk of the segment. An empty list is encoded as no bytes.
///
///   list  := count:varint  level:u8  skip[blocks]  block[blocks]
///   skip  := last_chunk:u32  end:u32  level:u8    (little endian; only in lists of several blocks)
///   block := delta_width:u8  count_widths:u8  deltas  counts    (128 postings, bit-packed)
///          | (delta * 2 + has_counts):varint  counts:u8?  ...   (the last one if it is shorter)
///
/// A delta is the distance to the previous chunk minus one. `count_widths` is 16 times the width of
/// the body counts plus the width of the symbol counts; a packed count has the symbol count above
/// the body count. A posting without a `counts` byte is one occurrence in the body. A level is the
/// largest impact of the block or list, rounded up (impact_level.h); `end` counts from the first
/// block.
void append_postings(std::string& out, std::span<const Posting> postings,
                     std::span<const std::uint16_t> chunk_lengths);

}  // namespace gitctx

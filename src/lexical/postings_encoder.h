#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "lexical/posting.h"

namespace gitctx {

/// Appends the postings of one term. Chunk ids must be strictly increasing, and each posting must
/// have a count above 0. Counts above the maxima are capped. `chunk_lengths` has the number of
/// terms in every chunk of the segment. Appends nothing for an empty list.
///
///   list  := count:varint  level:u8  skip[blocks]  block[blocks]
///   skip  := last_chunk:u32  end:u32  level:u8    (little endian; only in lists of several blocks)
///   block := delta_width:u8  count_widths:u8  deltas  counts    (128 postings, bit-packed)
///          | (delta * 2 + has_counts):varint  counts:u8?  ...   (the last one if it is shorter)
///
/// A delta is the distance to the previous chunk id, minus one. `count_widths` is 16 * (width of
/// the body counts) + (width of the symbol counts). A packed count has the symbol count in the bits
/// above the body count. A posting without a `counts` byte has one occurrence in the body. A level
/// is the largest impact of the block or list, rounded up (impact_level.h). `end` is the offset of
/// the end of the block, relative to the start of the first block.
void append_postings(std::string& out, std::span<const Posting> postings,
                     std::span<const std::uint16_t> chunk_lengths);

}  // namespace gitctx

#pragma once

#include <vector>

#include "chunk/chunker.h"
#include "chunk/line_table.h"
#include "core/chunk.h"

namespace gitctx {

/// Cuts lines into pieces of about `chunk_tokens`. A piece has at most `max_chunk_tokens`, unless a
/// single line is larger. Where possible, a cut is after a blank line or before a line of low
/// indentation. The pieces are in order and cover every non-blank line; each begins and ends with a
/// non-blank line. Neighbours share lines only if `overlap_tokens` is positive.
std::vector<LineSpan> cut_lines(const LineTable& table, LineSpan span, const ChunkLimits& limits);

/// The byte ranges of `span`. A single line of more than eight times `max_chunk_tokens` is cut
/// between characters, at blanks if possible; every other span is one range.
std::vector<ByteRange> cut_bytes(const LineTable& table, LineSpan span, const ChunkLimits& limits);

}  // namespace gitctx

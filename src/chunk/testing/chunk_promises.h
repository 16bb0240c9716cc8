#pragma once

#include <span>
#include <string>
#include <string_view>

#include "chunk/chunker.h"
#include "core/chunk.h"

namespace gitctx {

/// The first promise of `Chunker` that the chunks of `text` break, as a sentence; empty if the
/// chunks keep all promises. The promises: chunks are sorted, within the text, not blank and not
/// repeated; line numbers are correct; no UTF-8 character is cut; every non-blank byte is covered;
/// size limits are respected. For tests and fuzzing. `text` must be valid UTF-8.
std::string find_broken_promise(std::string_view text, std::span<const Chunk> chunks,
                                const ChunkLimits& limits);

}  // namespace gitctx

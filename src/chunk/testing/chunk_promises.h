#pragma once

#include <span>
#include <string>
#include <string_view>

#include "chunk/chunker.h"
#include "core/chunk.h"

namespace gitctx {

/// The first promise of `Chunker` that `chunks` of `text` break, as a sentence; empty if they keep
/// all: sorted, inside, nothing blank or twice, true line numbers, no cut UTF-8, every non-blank
/// byte covered, limits held. For tests and fuzzing; `text` is valid UTF-8.
std::string find_broken_promise(std::string_view text, std::span<const Chunk> chunks,
                                const ChunkLimits& limits);

}  // namespace gitctx

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "chunk/chunker.h"
#include "core/chunk.h"

namespace gitctx {

/// The first promise of `Chunker` that the chunks of `text` break, as a sentence; empty if they
/// keep all: sorted, within the text, none blank or repeated, correct line numbers, no cut UTF-8,
/// every non-blank byte covered, limits respected. For tests and fuzzing; `text` is valid UTF-8.
std::string find_broken_promise(std::string_view text, std::span<const Chunk> chunks,
                                const ChunkLimits& limits);

}  // namespace gitctx

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "chunk/chunker.h"

namespace gitctx {

/// One line per chunk: `5-9 method push in Ring [other, names]`. For tests.
std::string summarize(std::span<const Chunk> chunks);

/// A summary of a text's syntax chunks, with limits so small that nearly every definition is a
/// chunk.
std::string summarize_small_chunks(std::string_view text, Language language);

}  // namespace gitctx

#pragma once

#include <vector>

#include "chunk/chunker.h"
#include "chunk/line_table.h"
#include "chunk/outline.h"
#include "core/chunk.h"

namespace gitctx {

/// The chunks of a complete outline: one definition each, or a run of small neighbours of one
/// scope. `plain_kind` is the kind of a run without definitions.
std::vector<Chunk> pack_outline(const Outline& outline, const LineTable& table,
                                const ChunkLimits& limits, ChunkKind plain_kind);

}  // namespace gitctx

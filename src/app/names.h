#pragma once

#include <string_view>

#include "core/chunk.h"
#include "core/query.h"
#include "core/view.h"

namespace gitctx {

// The names of enum values of `core` in output and documentation.

std::string_view chunk_kind_name(ChunkKind kind);      ///< "function"
std::string_view view_kind_name(ViewKind kind);        ///< "snapshot"
std::string_view reading_note_name(ReadingNote note);  ///< "long_lines"
std::string_view reading_note_text(ReadingNote note);  ///< "long lines left out"
std::string_view skip_reason_name(SkipReason reason);  ///< "too_large": one word, for machines
std::string_view skip_reason_text(SkipReason reason);  ///< "larger than index.max_blob_size_mb"

}  // namespace gitctx

#pragma once

#include <string_view>

#include "search/exact_evidence.h"

namespace gitctx {

/// For each file that a text names, adds evidence to the chunk with the named line, or to the first
/// chunk if no line is named. Sets the turn of the chunk, and sets its level to `place`. In a long
/// text, a chunk that has other evidence keeps its level. If the text is one name, it can also name
/// a folder or a file without an extension.
void add_place_evidence(std::string_view text, bool is_name, const ViewScope& scope,
                        ExactEvidence& evidence);

}  // namespace gitctx

#pragma once

#include <string_view>

#include "search/exact_evidence.h"

namespace gitctx {

/// Adds the chunks of the files and folders that a text names to the evidence, with their turns and
/// the level `place`, but keeps other evidence of a long text: the chunk with the named line, or
/// the first chunk of a file. If the text is one name, the name can also be a folder or a file
/// without an extension.
void add_place_evidence(std::string_view text, bool is_name, const ViewScope& scope,
                        ExactEvidence& evidence);

}  // namespace gitctx

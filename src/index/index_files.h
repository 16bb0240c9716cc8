#pragma once

#include <string_view>

namespace gitctx {

/// Whether a file of this name in an index folder belongs to the index: the manifest, a segment or
/// a view, or the temporary file of one of these. gitctx removes no other file there. The lock does
/// not belong to the index, because a process may hold it.
bool is_index_file(std::string_view name);

/// Whether it is the manifest, or its temporary file.
bool is_manifest_file(std::string_view name);

}  // namespace gitctx

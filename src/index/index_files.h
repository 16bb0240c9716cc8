#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gitctx {

/// Whether a file of this name in an index folder belongs to the index: the manifest, a segment or
/// a view, or the temporary file of one of these. gitctx removes no other file there. The lock does
/// not belong to the index, because a process may hold it.
bool is_index_file(std::string_view name);

/// Whether it is the manifest, or its temporary file.
bool is_manifest_file(std::string_view name);

/// Removes a file of the index, or whatever is in its place. Returns false if that is a folder with
/// files in it, which stays. Throws Error.
bool remove_index_file(const std::filesystem::path& file);

/// Why nothing can be read there: "it is a folder", "it is not a regular file". Empty for a regular
/// file, a link, or if there is nothing.
std::string why_no_file(const std::filesystem::path& path);

}  // namespace gitctx

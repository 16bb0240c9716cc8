#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gitctx {

/// Whether a file of this name in an index folder belongs to the index: the manifest, a segment or
/// a view, or the temporary file of one of these. gitctx removes no other file there. The lock file
/// does not belong to the index, because a process may hold the lock.
bool is_index_file(std::string_view name);

/// Whether a file of this name is the manifest or its temporary file.
bool is_manifest_file(std::string_view name);

/// Removes a file of the index, or the empty folder or special file in place of the file. Does not
/// remove a folder with files in it, and returns false for it. Throws Error if the removal fails.
bool remove_index_file(const std::filesystem::path& file);

/// The reason why `path` cannot be read as a file: "it is a folder" or "it is not a regular file".
/// Empty if `path` is a regular file or a link, or does not exist.
std::string why_no_file(const std::filesystem::path& path);

}  // namespace gitctx

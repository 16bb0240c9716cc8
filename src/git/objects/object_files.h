#pragma once

#include <filesystem>
#include <vector>

namespace gitctx {

/// Throws Error if the size of a pack index does not fit the number of objects in its header.
/// Accepts a missing file.
void check_pack_index(const std::filesystem::path& path);

/// Checks the files that are read to find objects, in the folder `objects_dir` and in the folders
/// that its `info/alternates` adds. Returns all these folders, `objects_dir` first. Throws Error in
/// these cases:
/// * A file is a pipe or a device, because a reader would wait for its data.
/// * The size of a pack index does not fit the number of objects in its header, because libgit2
///   would read beyond the end of the file. Multi-pack indexes and commit graphs are not read.
/// * The `info/alternates` files add too many other object folders.
std::vector<std::filesystem::path> check_object_files(const std::filesystem::path& objects_dir);

}  // namespace gitctx

#pragma once

#include <filesystem>

namespace gitctx {

/// Checks the files that libgit2 reads to find objects, in this object folder and in the folders
/// that its `info/alternates` adds. Throws Error in these cases:
/// * A file is a pipe or a device, because libgit2 would wait for its data.
/// * The size of a pack index, a multi-pack index or a commit graph does not fit the number of
///   objects in its header, because libgit2 would read beyond the end of the file.
/// * The `info/alternates` files add too many other object folders.
void check_object_files(const std::filesystem::path& objects_dir);

}  // namespace gitctx

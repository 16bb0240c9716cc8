#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>

struct git_odb;

namespace gitctx {

using ObjectDatabase = std::unique_ptr<git_odb, void (*)(git_odb*)>;

/// The objects in this folder and in the folders that its `info/alternates` adds. libgit2 1.5
/// writes beyond its buffers for some loose objects, and never finishes reading some deltas.
/// Therefore, libgit2 reads only packed objects, and gitctx checks each of them first:
/// * Loose objects are read by LooseObject.
/// * An object is unreadable if it is a delta of itself, directly or through other deltas.
/// * An object is unreadable if unpacking its deltas takes much more memory or work than usual.
/// * An object with more than `most_bytes` is unreadable; its header can be read.
/// * No multi-pack-index is used, because it could lead to unchecked offsets in a pack.
/// An object that was found missing may stay missing, even if it appears as a loose object later.
/// Throws Error if the folder does not exist or check_object_files() refuses a file.
ObjectDatabase open_objects(const std::filesystem::path& objects_dir,
                            std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max());

}  // namespace gitctx

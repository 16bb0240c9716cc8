#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/ids.h"
#include "git/raw_objects.h"

namespace gitctx {

/// A file that git tracks, with the lstat fields that git last recorded.
struct IndexEntry {
  std::string path;
  BlobId blob;
  EntryKind kind = EntryKind::file;
  bool trusted = false;    ///< sparse or assume-unchanged, so the file need not be on disk
  bool unsettled = false;  ///< in conflict or intent-to-add, so only the disk has the content
  std::uint32_t mtime_s = 0;
  std::uint32_t mtime_ns = 0;
  std::uint32_t ctime_s = 0;
  std::uint32_t inode = 0;
  std::uint32_t size_bytes = 0;
};

/// Git's index of a worktree, sorted by path, with each path once.
struct GitIndex {
  std::vector<IndexEntry> entries;
  std::int64_t written_s = 0;
  std::int64_t written_ns = 0;

  /// Whether the file with this lstat certainly has the content of the entry. This is true if all
  /// recorded fields match and the file was last modified before the index was written.
  bool is_unchanged(const IndexEntry& entry, const struct stat& status) const;
};

/// Reads git's index; empty if the file does not exist. Throws Error if check_index_file() or
/// libgit2 refuses the file.
GitIndex read_index(const std::filesystem::path& file);

}  // namespace gitctx

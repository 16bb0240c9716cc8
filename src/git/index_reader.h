#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/ids.h"
#include "git/raw_objects.h"

namespace gitctx {

/// A file git tracks, with what its lstat said when git last looked.
struct IndexEntry {
  std::string path;
  BlobId blob;
  EntryKind kind = EntryKind::file;
  bool trusted = false;    ///< sparse or assume-unchanged: counts as stored, whatever is on disk
  bool unsettled = false;  ///< in conflict or only intended: what counts is on disk
  std::uint32_t mtime_s = 0;
  std::uint32_t mtime_ns = 0;
  std::uint32_t ctime_s = 0;
  std::uint32_t inode = 0;
  std::uint32_t size_bytes = 0;
};

/// The index of a worktree (not of this program): each path once, sorted.
struct GitIndex {
  std::vector<IndexEntry> entries;
  std::int64_t written_s = 0;
  std::int64_t written_ns = 0;

  /// Whether the file with this lstat surely has the content of the entry: all recorded fields fit,
  /// and it was not touched in the instant the index was written.
  bool is_unchanged(const IndexEntry& entry, const struct stat& status) const;
};

/// Empty if there is no such file. Throws for one that libgit2 cannot read.
GitIndex read_index(const std::filesystem::path& file);

}  // namespace gitctx

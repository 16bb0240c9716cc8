#pragma once

#include <cstdint>

#include "core/ids.h"
#include "index/segment_format.h"

namespace gitctx {

// The records of a view file on disk (docs/index_format.md).

inline constexpr std::uint32_t no_file = 0xffffffff;

struct ViewMeta {
  CommitId commit;
  std::uint32_t kind = 0;
  std::uint32_t file_count = 0;
  std::uint32_t chunk_count = 0;  ///< chunks of the view
  std::uint32_t dimension = 0;
  std::uint32_t reserved = 0;
};
static_assert(sizeof(ViewMeta) == 40);

struct FileRecord {
  std::uint32_t path = no_string;         ///< offset in strings
  std::uint32_t other_paths = no_string;  ///< offset in strings: paths separated by NUL
  std::uint32_t segment = 0;
  std::uint32_t blob = 0;
  std::uint32_t commit = 0;
  std::uint32_t first_commit = 0;
  std::uint32_t next_same_blob = no_file;  ///< number of the next file with the same content
  std::uint32_t flags = 0;                 ///< 1 dirty, 2 commit known
};
static_assert(sizeof(FileRecord) == 32);

inline constexpr std::uint32_t file_is_dirty = 1;
inline constexpr std::uint32_t file_commit_known = 2;

struct CommitRecord {
  CommitId id;
  std::uint32_t author = no_string;
  std::int64_t time_s = 0;
  std::uint32_t subject = no_string;
  std::uint32_t reserved = 0;
};
static_assert(sizeof(CommitRecord) == 40);

struct SegmentUseRecord {
  std::uint64_t id = 0;
  std::uint32_t blob_count = 0;
  std::uint32_t chunk_count = 0;
};
static_assert(sizeof(SegmentUseRecord) == 16);

struct SkippedRecord {
  std::uint32_t path = no_string;
  std::uint32_t detail = no_string;
  std::uint32_t reason = 0;
};
static_assert(sizeof(SkippedRecord) == 12);

/// A file whose path has a given term; stored in compressed form.
struct PathPosting {
  std::uint32_t file = 0;
  std::uint8_t stem_count = 0;       ///< count in the file name without extension; at most 15
  std::uint8_t directory_count = 0;  ///< count in the folders and the extension; at most 15

  bool operator==(const PathPosting&) const = default;
};

}  // namespace gitctx

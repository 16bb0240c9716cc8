#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/view.h"

namespace gitctx {

/// The version of all files of an index; files of another version are refused.
inline constexpr std::uint32_t index_format_version = 1;

struct SegmentRecord {
  SegmentId id{};
  std::string file;         ///< name inside the index folder
  std::uint64_t bytes = 0;  ///< size of the file
  std::uint64_t text_bytes = 0;
  std::uint32_t blobs = 0;
  std::uint32_t chunks = 0;

  bool operator==(const SegmentRecord&) const = default;
};

struct ViewRecord {
  ViewKind kind = ViewKind::snapshot;
  CommitId commit;
  std::string file;
  std::uint64_t bytes = 0;
  std::uint32_t entries = 0;  ///< searchable files
  std::uint32_t skipped = 0;
  std::uint32_t unreadable = 0;       ///< of the skipped: perhaps readable the next time
  std::uint64_t commits = 1;          ///< commits it comes from; 0 for an unborn branch
  std::uint32_t commits_pending = 0;  ///< paths whose last commit is not known yet
  std::uint64_t fingerprint = 0;      ///< of the refs and the settings it was made with
  bool complete = true;               ///< false: an unfinished run; some files are missing
  std::vector<std::string> owners;    ///< sorted; a view without owners is dropped

  bool operator==(const ViewRecord&) const = default;
};

/// What an index consists of. The file is JSON with a checksum line, replaced as a whole.
struct Manifest {
  std::uint64_t generation = 0;  ///< grows with every commit of the index
  std::uint64_t next_file = 1;   ///< number of the next file to be written
  std::string model;             ///< id of the embedding model
  std::string chunking;          ///< id of the chunker and its limits
  std::vector<SegmentRecord> segments;
  std::vector<ViewRecord> views;

  bool operator==(const Manifest&) const = default;
};

std::filesystem::path manifest_path(const std::filesystem::path& directory);

/// The manifest of that index folder, or nothing if there is none. Throws Error when it is damaged
/// or of another format version.
std::optional<Manifest> read_manifest(const std::filesystem::path& directory);

/// Replaces the manifest atomically; everything it names must be on disk already.
void write_manifest(const std::filesystem::path& directory, const Manifest& manifest);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/view.h"

namespace gitctx {

/// The hint for an index of another model or chunking, and the hint for a damaged index.
inline constexpr char rebuild_hint[] =
    "Run gitctx index to rebuild it. Only HEAD is rebuilt; add --history, --ref or --worktree to "
    "include the rest";
inline constexpr char damage_hint[] = "Run: gitctx index --force";

/// The version of all files of an index; files of another version are refused.
inline constexpr std::uint32_t index_format_version = 1;

/// Throws the Error for an unreadable file of an index.
[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& why);
/// Calls refuse_file() unless the file has the format version of this program.
void check_format_version(const std::filesystem::path& path, std::uint32_t version);

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
  std::uint32_t unreadable = 0;       ///< skipped files to try again in the next run
  std::uint64_t commits = 1;          ///< number of source commits; 0 for an unborn branch
  std::uint32_t commits_pending = 0;  ///< paths whose last commit is not known yet
  std::uint64_t fingerprint = 0;      ///< hash of the refs and settings that it was built from
  bool complete = true;               ///< false: written by an unfinished run, so files are missing
  std::vector<std::string> owners;    ///< sorted; a view without owners is dropped

  bool operator==(const ViewRecord&) const = default;
};

/// The segments and views that make up an index. The file of the manifest is JSON with a checksum
/// line and is replaced atomically.
struct Manifest {
  std::uint64_t generation = 0;  ///< grows with every commit of the index
  std::uint64_t next_file = 1;   ///< number of the next file to write
  std::string model;             ///< id of the embedding model
  std::string chunking;          ///< id of the chunker and its limits
  std::vector<SegmentRecord> segments;
  std::vector<ViewRecord> views;

  bool operator==(const Manifest&) const = default;
};

std::filesystem::path manifest_path(const std::filesystem::path& directory);

/// The manifest of the index folder, if it has one. Throws Error if the manifest is damaged or of
/// another format version.
std::optional<Manifest> read_manifest(const std::filesystem::path& directory);

/// Replaces the manifest atomically. All files that it names must already be on disk.
void write_manifest(const std::filesystem::path& directory, const Manifest& manifest);

}  // namespace gitctx

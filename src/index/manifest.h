#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "core/ids.h"
#include "core/view.h"

namespace gitctx {

/// The hint for a damaged manifest, and for an index with another model, another chunking or an
/// older format.
inline constexpr char rebuild_hint[] =
    "Run: gitctx index (add --ref, --worktree or --history for other views)";
/// The hint for a damaged segment or view, which `gitctx index` rebuilds without dropping anything
/// else.
inline constexpr char repair_hint[] = "Run: gitctx index";
/// The hint for damage that only a rebuild of the whole index can repair.
inline constexpr char force_hint[] =
    "Run: gitctx index --force (add --ref, --worktree or --history for other views)";

/// The version of all files of an index; files of another version are refused.
inline constexpr std::uint32_t index_format_version = 3;

/// Thrown if a file of an index is missing or damaged; the code is ErrorCode::failure.
class DamagedFile : public Error {
 public:
  using Error::Error;
};

/// Thrown for an index that another version of the program made; the code is ErrorCode::failure.
class OtherFormat : public Error {
 public:
  using Error::Error;
};

/// Thrown for an index of a newer format, which only `gitctx index --force` replaces.
class NewerFormat : public OtherFormat {
 public:
  using OtherFormat::OtherFormat;
};

/// Thrown if an index has another embedding model and must not be rebuilt; the code is
/// ErrorCode::configuration. The message has the ids of the models, because only src/embed knows
/// their names in the settings.
class OtherModel : public Error {
 public:
  OtherModel(const std::string& indexed_id, const std::string& configured_id);

  const std::string indexed;
  const std::string configured;
};

/// Throws DamagedFile for a segment or a view.
[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& why);

/// The size of an index file, and the checksum of its header and its table of sections. The table
/// has the checksums of the sections, so two files with the same stamp have the same content.
struct FileStamp {
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;

  bool operator==(const FileStamp&) const = default;
};

struct SegmentRecord {
  SegmentId id{};
  std::string file;  ///< name inside the index folder
  FileStamp stamp;
  std::uint64_t text_bytes = 0;
  std::uint32_t blobs = 0;
  std::uint32_t chunks = 0;

  bool operator==(const SegmentRecord&) const = default;
};

struct ViewRecord {
  ViewKind kind = ViewKind::snapshot;
  CommitId commit;
  std::string file;
  FileStamp stamp;
  std::uint32_t entries = 0;  ///< searchable files
  std::uint32_t skipped = 0;
  std::uint32_t unreadable = 0;       ///< skipped files to try again in the next run
  std::uint64_t commits = 1;          ///< commits that the view comes from; 0 for an unborn branch
  std::uint32_t commits_pending = 0;  ///< paths whose last commit is not known yet
  std::uint64_t fingerprint = 0;      ///< hash of the view's refs and settings
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

/// The manifest of the index folder, if it has one. Throws DamagedFile if the manifest is damaged,
/// and OtherFormat if it has another format. For a damaged manifest that names a newer format,
/// throws NewerFormat, because that format may have another checksum.
std::optional<Manifest> read_manifest(const std::filesystem::path& directory);

/// Replaces the manifest atomically. All files that it names must already be on disk.
void write_manifest(const std::filesystem::path& directory, const Manifest& manifest);

}  // namespace gitctx

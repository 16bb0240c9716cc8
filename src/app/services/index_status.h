#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/settings.h"
#include "core/view.h"
#include "git/head_reader.h"

namespace gitctx {

enum class ViewState { current, incomplete, stale, gone };

struct NotedFile {
  std::string path;
  ReadingNote note = ReadingNote::long_lines;
  std::string detail;
};

/// An indexed view under one of its names. A view with several names is listed once for each.
struct ViewStatus {
  std::string name;  ///< "HEAD", "HEAD of WORKTREE", "uncommitted files", "main", "history"
  ViewKind kind = ViewKind::snapshot;
  CommitId commit;
  CommitId wanted;  ///< the commit to which the name refers now; none if the name is gone
  ViewState state = ViewState::current;
  std::int64_t indexed_at_s = 0;  ///< write time of the view's file, in seconds since the epoch
  bool complete = true;           ///< false: written by an unfinished run, so files are missing
  std::size_t files = 0;
  std::size_t commits_pending = 0;
  std::vector<SkippedFile> skipped;
  std::vector<NotedFile> noted;  ///< in path order
};

/// The content of the index of a repository.
struct IndexStatus {
  std::string directory;
  std::string model;
  std::string chunking;
  std::size_t segments = 0;
  std::size_t blobs = 0;
  std::size_t chunks = 0;
  std::uint64_t text_bytes = 0;
  std::uint64_t index_bytes = 0;  ///< size of the index files
  std::vector<ViewStatus> views;
  std::string damage;       ///< the first damage that a full check found; empty: none
  std::string hint;         ///< what to do about the damage
  bool is_readable = true;  ///< false: the index cannot be opened, and only the manifest was read
};

/// The name of an indexed view as users see it (ViewStatus::name). `owner` is one of
/// ViewRecord::owners.
std::string view_name(const RepositoryLayout& layout, std::string_view owner);

/// Reads and checks the whole index. If the index cannot be opened, `damage` says why, and the
/// status has only the facts from the manifest, as far as the manifest can be read. Throws
/// Error(no_index) if there is no index.
IndexStatus read_index_status(const RepositoryLayout& layout, const Settings& settings);

}  // namespace gitctx

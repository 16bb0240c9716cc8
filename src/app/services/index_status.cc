#include "app/services/index_status.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "app/services/view_selector.h"
#include "base/error.h"
#include "core/storage_paths.h"
#include "git/head_reader.h"
#include "git/repository.h"
#include "index/snapshot.h"
#include "ingest/requested_view.h"
#include "text/languages.h"
#include "text/long_lines.h"

namespace gitctx {
namespace {

/// The HEAD commit of a worktree of the repository; nothing if the worktree is gone.
std::optional<CommitId> head_of_worktree(const RepositoryLayout& layout, std::string_view name) {
  if (name == layout.worktree_name) return read_head(layout).commit;
  RepositoryLayout other = layout;
  other.worktree_name = name;
  other.git_dir = layout.worktree_git_dir(name);
  try {
    return read_head(other).commit;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<CommitId> commit_of_ref(const RepositoryLayout& layout, const std::string& name) {
  if (const auto commit = read_short_ref(layout, name)) return commit;
  try {
    return Repository::open(layout).resolve_commit(name);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string with_worktree(const char* what, const RepositoryLayout& layout,
                          std::string_view worktree) {
  if (worktree == layout.worktree_name) return what;
  if (worktree.empty()) return std::string(what) + " of the main worktree";
  return std::string(what) + " of " + std::string(worktree);
}

/// Resolves the revisions of views. Anyone can write the list of views in a clone, so revisions
/// that take long to resolve are limited.
class ViewRevisions {
 public:
  explicit ViewRevisions(const RepositoryLayout& layout) : layout_(layout) {}

  /// The commit of the revision; nothing if it does not exist, or exceeds the limit.
  std::optional<CommitId> commit(const std::string& revision) {
    if (is_expression(revision) && ++expressions_ > most_expressions) return std::nullopt;
    return commit_of_ref(layout_, revision);
  }

 private:
  static constexpr int most_expressions = 5;

  const RepositoryLayout& layout_;
  int expressions_ = 0;
};

/// Fills in the name of the view for `owner`, the current commit of this name, and the resulting
/// state.
void name_view(const RepositoryLayout& layout, std::string_view owner, ViewRevisions& revisions,
               ViewStatus& view) {
  std::optional<CommitId> wanted;
  const auto [kind, name] = parse_owner(owner);
  view.name = view_name(layout, owner);
  switch (kind) {
    case ViewOwner::Kind::head:
    case ViewOwner::Kind::worktree:
      wanted = head_of_worktree(layout, name);
      break;
    case ViewOwner::Kind::ref:
      wanted = revisions.commit(view.name);
      break;
    case ViewOwner::Kind::history:
      wanted = read_head(layout).commit;
      break;
  }
  view.wanted = wanted.value_or(CommitId{});
  view.state = !wanted                  ? ViewState::gone
               : *wanted != view.commit ? ViewState::stale
               : !view.complete         ? ViewState::incomplete
                                        : ViewState::current;
  // On an unborn branch, the view of uncommitted files has no commit and is not out of date.
  if (!wanted && view.commit.is_none()) view.state = ViewState::current;
}

std::int64_t modified_at_s(const std::filesystem::path& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mtim.tv_sec : 0;
}

void note_damage(const Error& error, IndexStatus& status) {
  if (!status.damage.empty()) return;
  status.damage = error.message();
  status.hint = error.hint().empty() ? repair_hint : error.hint();
}

/// Opens the index. Returns null if the index is damaged or has another format.
std::shared_ptr<const Snapshot> open_snapshot(const std::filesystem::path& directory,
                                              IndexStatus& status) {
  try {
    return Snapshot::open(directory);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::failure) throw;
    note_damage(error, status);
    status.is_readable = false;
    return nullptr;
  }
}

Manifest readable_manifest(const std::filesystem::path& directory) {
  try {
    return read_manifest(directory).value_or(Manifest());
  } catch (const Error&) {
    return {};
  }
}

std::vector<NotedFile> noted_files(const ViewReader& view) {
  std::vector<NotedFile> noted;
  for (std::size_t i = 0; i < view.file_count(); ++i) {
    const ViewFile file = view.file(i);
    const SegmentReader& segment = *view.segments()[file.segment].segment;
    const BlobRecord& blob = segment.blob(file.blob);
    const Encoding encoding = segment.encoding(file.blob);
    const bool is_marked = encoding <= Encoding::utf16be;
    const auto given = given_encoding(static_cast<NameRule>(blob.name_rule));
    if (!is_marked && given != encoding) {
      noted.push_back({std::string(file.path), ReadingNote::guessed_encoding,
                       std::string(encoding_row(encoding).name)});
    }
    if (blob.long_lines == 0) continue;
    noted.push_back({std::string(file.path), ReadingNote::long_lines,
                     fmt::format("{} line{} of more than {} bytes", blob.long_lines,
                                 blob.long_lines == 1 ? "" : "s", most_line_bytes)});
  }
  return noted;
}

void list_files(const Snapshot& snapshot, const ViewRecord& record, ViewStatus& view,
                IndexStatus& status) {
  try {
    const ViewReader reader = snapshot.open_view(record);
    view.skipped = reader.skipped();
    view.noted = noted_files(reader);
  } catch (const Error& error) {
    note_damage(error, status);
  }
}

}  // namespace

std::string view_name(const RepositoryLayout& layout, std::string_view owner) {
  const auto [kind, name] = parse_owner(owner);
  if (kind == ViewOwner::Kind::head) return with_worktree("HEAD", layout, name);
  if (kind == ViewOwner::Kind::worktree) return with_worktree("uncommitted files", layout, name);
  return std::string(name);
}

IndexStatus read_index_status(const RepositoryLayout& layout, const Settings& settings) {
  const std::filesystem::path directory = index_directory(layout.common_dir);
  IndexStatus status{.directory = directory.string()};
  const auto snapshot = open_snapshot(directory, status);
  const Manifest manifest = snapshot ? snapshot->manifest() : readable_manifest(directory);
  status.model = manifest.model;
  status.chunking = manifest.chunking;
  status.segments = manifest.segments.size();
  for (const SegmentRecord& segment : manifest.segments) {
    status.blobs += segment.blobs;
    status.chunks += segment.chunks;
    status.text_bytes += segment.text_bytes;
    status.index_bytes += segment.stamp.bytes;
  }
  ViewRevisions revisions(layout);
  for (const ViewRecord& record : manifest.views) {
    status.index_bytes += record.stamp.bytes;
    ViewStatus view{.kind = record.kind,
                    .commit = record.commit,
                    .indexed_at_s = modified_at_s(directory / record.file),
                    .complete = record.complete,
                    .files = record.entries,
                    .commits_pending = record.commits_pending};
    if (snapshot) list_files(*snapshot, record, view, status);
    for (const std::string& owner : record.owners) {
      name_view(layout, owner, revisions, view);
      if (record.kind == ViewKind::history) {
        const bool is_current = is_history_current(layout, settings, record);
        view.state = !is_current        ? ViewState::stale
                     : !record.complete ? ViewState::incomplete
                                        : ViewState::current;
      }
      status.views.push_back(view);
    }
  }
  std::ranges::stable_sort(status.views, {}, [](const ViewStatus& view) {
    return std::pair(view.name != "HEAD", view.name);
  });
  if (snapshot && status.damage.empty()) {
    try {
      snapshot->verify();
    } catch (const Error& error) {
      note_damage(error, status);
    }
  }
  return status;
}

}  // namespace gitctx

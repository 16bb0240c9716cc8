#include "app/services/index_status.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "app/services/view_selector.h"
#include "base/error.h"
#include "core/storage_paths.h"
#include "git/repository.h"
#include "index/snapshot.h"

namespace gitctx {
namespace {

constexpr std::string_view head_prefix = "HEAD@";
constexpr std::string_view worktree_prefix = "worktree@";
constexpr std::string_view ref_prefix = "ref:";

/// The HEAD of any worktree of the repository, or nothing when the worktree is gone.
std::optional<CommitId> head_of_worktree(const RepositoryLayout& layout, std::string_view name) {
  if (name == layout.worktree_name) return read_head(layout).commit;
  RepositoryLayout other = layout;
  other.worktree_name = name;
  other.git_dir = name.empty() ? layout.common_dir : layout.common_dir / "worktrees" / name;
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

/// Fills in the name an owner stands for, and the commit that name has now.
void name_view(const RepositoryLayout& layout, std::string_view owner, ViewStatus& view) {
  std::optional<CommitId> wanted;
  if (owner.starts_with(head_prefix)) {
    owner.remove_prefix(head_prefix.size());
    view.name = with_worktree("HEAD", layout, owner);
    wanted = head_of_worktree(layout, owner);
  } else if (owner.starts_with(worktree_prefix)) {
    owner.remove_prefix(worktree_prefix.size());
    view.name = with_worktree("uncommitted files", layout, owner);
    wanted = head_of_worktree(layout, owner);
  } else if (owner.starts_with(ref_prefix)) {
    owner.remove_prefix(ref_prefix.size());
    view.name = std::string(owner);
    wanted = commit_of_ref(layout, std::string(owner));
  } else {
    view.name = std::string(owner);
    wanted = read_head(layout).commit;
  }
  view.wanted = wanted.value_or(CommitId{});
  view.state = !wanted                  ? ViewState::gone
               : *wanted != view.commit ? ViewState::stale
               : !view.complete         ? ViewState::incomplete
                                        : ViewState::current;
  // The uncommitted part of a worktree on an unborn branch has no commit at all.
  if (!wanted && view.commit.is_none()) view.state = ViewState::current;
}

std::int64_t modified_at_s(const std::filesystem::path& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mtim.tv_sec : 0;
}

}  // namespace

IndexStatus read_index_status(const RepositoryLayout& layout, const Settings& settings) {
  const std::filesystem::path directory = index_directory(layout.common_dir);
  const auto snapshot = Snapshot::open(directory);
  const Manifest& manifest = snapshot->manifest();
  IndexStatus status{.directory = directory.string(),
                     .model = manifest.model,
                     .chunking = manifest.chunking,
                     .segments = manifest.segments.size()};
  for (const SegmentRecord& segment : manifest.segments) {
    status.blobs += segment.blobs;
    status.chunks += segment.chunks;
    status.text_bytes += segment.text_bytes;
    status.index_bytes += segment.bytes;
  }
  for (const ViewRecord& record : manifest.views) {
    status.index_bytes += record.bytes;
    ViewStatus view{.kind = record.kind,
                    .commit = record.commit,
                    .indexed_at_s = modified_at_s(directory / record.file),
                    .complete = record.complete,
                    .files = record.entries,
                    .commits_pending = record.commits_pending};
    view.skipped = snapshot->open_view(record).skipped();
    for (const std::string& owner : record.owners) {
      name_view(layout, owner, view);
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
  try {
    snapshot->verify();
  } catch (const Error& error) {
    status.damage = error.message();
  }
  return status;
}

}  // namespace gitctx

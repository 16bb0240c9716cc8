#include "app/services/view_selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <stop_token>

#include "app/services/unreadable_files.h"
#include "base/error.h"
#include "base/printable.h"
#include "core/storage_paths.h"
#include "git/repository.h"
#include "git/views/view_builder.h"
#include "ingest/index_run.h"
#include "ingest/requested_view.h"

namespace gitctx {
namespace {

/// The largest number of new files in a small change. With this number, a refresh during a search
/// takes less than a few hundred milliseconds.
constexpr std::size_t small_change_files = 200;

std::string short_commit(const CommitId& id) { return id.hex().substr(0, 7); }

std::shared_ptr<const Snapshot> open_index(const RepositoryLayout& layout) {
  return Snapshot::open(index_directory(layout.common_dir));
}

/// Opens the index. If there is none, the hint of the Error is the command that creates an index
/// with the requested view.
std::shared_ptr<const Snapshot> open_index_for(const RepositoryLayout& layout,
                                               const SelectedView& selected,
                                               const ViewRequest& request) {
  const bool wants_head = request.kind == ViewKind::snapshot && request.ref.empty();
  if (wants_head && !selected.head) {
    const Notice unborn = unborn_head_notice(layout);
    throw Error(ErrorCode::no_index, unborn.message, unborn.hint);
  }
  try {
    return open_index(layout);
  } catch (const Error& error) {
    // Without a commit, `gitctx index` creates an index only with --worktree.
    const bool is_unborn = error.code() == ErrorCode::no_index && !selected.head;
    if (!is_unborn || request.kind != ViewKind::worktree || layout.bare) throw;
    throw Error(error.code(), error.message(), "Run: gitctx index --worktree");
  }
}

CommitId resolve(const RepositoryLayout& layout, const std::string& rev) {
  if (const auto plain = read_short_ref(layout, rev)) return *plain;
  return Repository::open(layout).resolve_commit(rev);
}

/// Runs the request if the change is small. Otherwise changes nothing and returns false. Throws
/// Error if the index cannot be written.
bool index_if_small(const RepositoryLayout& layout, const Settings& settings,
                    EmbedderSource& embedders, IndexRequest request) {
  request.keep = true;  // a search never discards an index
  std::stop_source too_large;
  const auto watch = [&](const IndexProgress& progress) {
    if (progress.files_total > small_change_files) too_large.request_stop();
  };
  return !run_index(layout, settings, embedders, request, too_large.get_token(), watch).interrupted;
}

std::string files_differ(const RepositoryLayout& layout, const CommitId& from, const CommitId& to) {
  try {
    Repository repository = Repository::open(layout);
    const std::size_t count = count_changed_paths(repository, from, to, small_change_files + 1);
    if (count > small_change_files)
      return fmt::format(", more than {} files differ", small_change_files);
    return fmt::format(", {} differ{}", count == 1 ? "1 file" : fmt::format("{} files", count),
                       count == 1 ? "s" : "");
  } catch (const Error&) {
    return {};
  }
}

/// Selects the view of the commit. Returns false if the index does not have this view.
bool take_view(SelectedView& selected, ViewKind kind, const CommitId& commit) {
  const ViewRecord* record = selected.snapshot->find_view(kind, commit);
  if (record == nullptr) return false;
  selected.record = *record;
  return true;
}

/// Adds a missing snapshot to the index if the change is small. Returns whether the snapshot was
/// added.
bool refresh_snapshot(const RepositoryLayout& layout, const Settings& settings,
                      EmbedderSource& embedders, const IndexRequest& request,
                      SelectedView& selected) {
  if (!settings.search.auto_refresh) return false;
  try {
    if (!index_if_small(layout, settings, embedders, request)) return false;
  } catch (const Error& error) {
    selected.notices.push_back({"cannot update the index: " + error.message(), error.hint()});
    return false;
  }
  selected.snapshot = open_index(layout);
  selected.was_refreshed = true;
  return true;
}

void select_head(const RepositoryLayout& layout, const Settings& settings,
                 EmbedderSource& embedders, const ViewRequest& request, SelectedView& selected) {
  const CommitId head = *selected.head;
  if (take_view(selected, ViewKind::snapshot, head)) return;

  if (refresh_snapshot(layout, settings, embedders, {.other_model_hint = request.other_model_hint},
                       selected) &&
      take_view(selected, ViewKind::snapshot, head)) {
    return;
  }
  const ViewRecord* old = selected.snapshot->find_view_of(head_owner(layout));
  if (old == nullptr) {
    throw Error(ErrorCode::no_index,
                fmt::format("HEAD of this worktree ({}) is not indexed", short_commit(head)),
                "Run: gitctx index");
  }
  selected.record = *old;
  selected.is_current = false;
  selected.notices.push_back(
      {fmt::format("HEAD has moved since indexing: results are from {}, HEAD is {}{}",
                   short_commit(old->commit), short_commit(head),
                   files_differ(layout, old->commit, head)),
       "Run: gitctx index"});
}

void select_revision(const RepositoryLayout& layout, const Settings& settings,
                     EmbedderSource& embedders, const ViewRequest& request,
                     SelectedView& selected) {
  const std::string& ref = request.ref;
  const CommitId commit = resolve(layout, ref);
  if (take_view(selected, ViewKind::snapshot, commit)) return;

  // A search adds no new refs to the index. It only updates the views of refs that were indexed
  // before.
  const ViewRecord* old = selected.snapshot->find_view_of(ref_owner(ref));
  if (old != nullptr &&
      refresh_snapshot(layout, settings, embedders,
                       {.refs = {ref}, .other_model_hint = request.other_model_hint}, selected) &&
      take_view(selected, ViewKind::snapshot, commit)) {
    return;
  }
  const std::string what =
      old != nullptr
          ? fmt::format("'{}' has moved to {}, which is not indexed", ref, short_commit(commit))
          : fmt::format("'{}' ({}) is not indexed", ref, short_commit(commit));
  throw Error(ErrorCode::no_index, what,
              fmt::format("Run: gitctx index --ref {}", shell_word(ref)));
}

void select_worktree(const RepositoryLayout& layout, const Settings& settings,
                     EmbedderSource& embedders, const ViewRequest& request,
                     SelectedView& selected) {
  if (layout.bare) {
    throw Error(ErrorCode::usage, "--worktree: a bare repository has no worktree");
  }
  if (!index_if_small(layout, settings, embedders,
                      {.worktree = true, .other_model_hint = request.other_model_hint})) {
    throw Error(
        ErrorCode::no_index,
        fmt::format("more than {} files of the worktree are not indexed", small_change_files),
        "Run: gitctx index --worktree");
  }
  selected.snapshot = open_index(layout);
  selected.was_refreshed = true;
  const ViewRecord* record = selected.snapshot->find_view_of(worktree_owner(layout));
  if (record == nullptr) {
    throw Error(ErrorCode::no_index, "the worktree is not indexed", "Run: gitctx index --worktree");
  }
  selected.record = *record;
  if (record->unreadable > 0) {
    const auto notice = unreadable_notice(selected.snapshot->open_view(*record).skipped());
    if (notice) selected.notices.push_back(*notice);
  }
}

void select_history(const RepositoryLayout& layout, const Settings& settings,
                    SelectedView& selected) {
  const ViewRecord* record = selected.snapshot->find_view_of(history_owner);
  if (record == nullptr) {
    throw Error(ErrorCode::no_index, "the history is not indexed", "Run: gitctx index --history");
  }
  selected.record = *record;
  if (is_history_current(layout, settings, *record)) return;
  selected.is_current = false;
  selected.notices.push_back(
      {"refs have moved since the history was indexed: newer commits are not searched",
       "Run: gitctx index --history"});
}

}  // namespace

Notice unborn_head_notice(const RepositoryLayout& layout) {
  return {"HEAD has no commit yet",
          layout.bare ? "Name a branch that has one: gitctx index --ref REV, then gitctx search "
                        "--ref REV"
                      : "Commit something, or run gitctx index --worktree, then gitctx search "
                        "--worktree"};
}

bool is_history_current(const RepositoryLayout& layout, const Settings& settings,
                        const ViewRecord& record) {
  Repository repository = Repository::open(layout);
  const auto views = requested_views(repository, settings, {.history = true});
  return std::ranges::any_of(views, [&](const RequestedView& view) {
    return view.kind == ViewKind::history && view.fingerprint == record.fingerprint;
  });
}

SelectedView select_view(const RepositoryLayout& layout, const Settings& settings,
                         EmbedderSource& embedders, const ViewRequest& request) {
  SelectedView selected;
  selected.head = read_head(layout).commit;
  selected.snapshot = open_index_for(layout, selected, request);
  switch (request.kind) {
    case ViewKind::snapshot:
      selected.name = request.ref.empty() ? "HEAD" : request.ref;
      if (request.ref.empty()) {
        select_head(layout, settings, embedders, request, selected);
      } else {
        select_revision(layout, settings, embedders, request, selected);
      }
      break;
    case ViewKind::worktree:
      selected.name = "worktree";
      select_worktree(layout, settings, embedders, request, selected);
      break;
    case ViewKind::history:
      selected.name = "history";
      select_history(layout, settings, selected);
      break;
  }
  if (!selected.record.complete) {
    selected.is_current = false;
    selected.notices.push_back(
        {"indexing is not finished: some files are not searched", "Run: gitctx index"});
  }
  return selected;
}

}  // namespace gitctx

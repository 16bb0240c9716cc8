#include "ingest/index_publisher.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace gitctx {

namespace {

ViewRecord record_of(const RequestedView& view) {
  return {.kind = view.kind,
          .commit = view.commit,
          .commits = view.commit_count,
          .fingerprint = view.fingerprint};
}

LeftOutBlobs by_blob(std::span<const LeftOutBlob> left_out) {
  LeftOutBlobs blobs;
  for (const LeftOutBlob& blob : left_out) {
    blobs.try_emplace(blob.blob, SkippedFile{{}, blob.reason, blob.detail});
  }
  return blobs;
}

}  // namespace

ViewContent IndexPublisher::index(const View& view, const ViewCommits& commits,
                                  const Snapshot& segments, const ViewReader* previous,
                                  const LeftOutBlobs& left_out) {
  return index_view(view, commits, segments, previous, left_out, embedder_,
                    [this](const CommitId& id) { return commit_info(id); });
}

void IndexPublisher::publish_unfinished(std::span<const RequestedView> views) {
  std::shared_ptr<const Snapshot> segments;
  for (const RequestedView& view : views) {
    if (old_ && old_->find_view_of(view.owner) != nullptr) continue;
    if (!segments) segments = writer_.segments_snapshot();
    const ViewContent content = index(view.view, view.commits, *segments, nullptr);
    ViewRecord record = record_of(view);
    record.complete = false;
    writer_.put_view(record, content, view.owner);
  }
  writer_.commit();
}

void IndexPublisher::write_views(std::span<RequestedView> views,
                                 std::span<const LeftOutBlob> left_out, bool merged,
                                 RunRecorder& recorder) {
  const LeftOutBlobs failures = by_blob(left_out);
  const auto segments = writer_.segments_snapshot();
  remember_commits();
  for (RequestedView& view : views) {
    const std::optional<ViewReader> previous = previous_view(view);
    const ViewContent content =
        index(view.view, view.commits, *segments, previous ? &*previous : nullptr, failures);
    writer_.put_view(record_of(view), content, view.owner);
    recorder.add_view(content);
  }
  drop_vanished_worktrees(repository_.layout(), writer_);
  if (merged && old_) rewrite_other_views(*segments);
}

/// The view that the old index had for the same owner, or else for HEAD.
std::optional<ViewReader> IndexPublisher::previous_view(const RequestedView& view) const {
  if (!old_ || view.kind == ViewKind::history) return std::nullopt;
  const ViewRecord* record = old_->find_view_of(view.owner);
  if (record == nullptr) record = old_->find_view_of(head_owner(repository_.layout()));
  if (record == nullptr) return std::nullopt;
  return old_->open_view(*record);
}

/// Rewrites the other views of the index, which this run has not written. They still refer to
/// segments that the merge has replaced.
void IndexPublisher::rewrite_other_views(const Snapshot& segments) {
  const std::vector<ViewRecord> records = writer_.manifest().views;
  for (const ViewRecord& record : records) {
    const auto& old_views = old_->manifest().views;
    if (std::ranges::find(old_views, record.file, &ViewRecord::file) == old_views.end()) continue;
    const ViewReader old_view = old_->open_view(record);
    const StoredView stored = read_stored_view(old_view);
    writer_.replace_view(record.file, index(stored.view, stored.commits, segments, &old_view));
  }
}

/// Remembers the commits in the views of the old index, so that they are not read again.
void IndexPublisher::remember_commits() {
  if (!old_) return;
  for (const ViewRecord& record : old_->manifest().views) {
    const ViewReader view = old_->open_view(record);
    for (std::uint32_t i = 0; i < view.commit_count(); ++i) {
      CommitInfo info = view.commit_info(i);
      known_commits_.try_emplace(info.id, std::move(info));
    }
  }
}

CommitInfo IndexPublisher::commit_info(const CommitId& id) {
  const auto known = known_commits_.find(id);
  if (known != known_commits_.end()) return known->second;
  try {
    return repository_.commit_info(id);
  } catch (const Error&) {
    // An unreadable commit must not stop the run, so the result then has only the id.
    return {.id = id};
  }
}

bool drop_vanished_worktrees(const RepositoryLayout& layout, IndexWriter& writer) {
  std::vector<std::string> gone;
  for (const ViewRecord& view : writer.manifest().views) {
    for (const std::string& owner : view.owners) {
      const ViewOwner view_owner = parse_owner(owner);
      const bool is_linked =
          !view_owner.name.empty() && (view_owner.kind == ViewOwner::Kind::head ||
                                       view_owner.kind == ViewOwner::Kind::worktree);
      if (!is_linked) continue;
      std::error_code error;
      const bool exists = std::filesystem::exists(layout.worktree_git_dir(view_owner.name), error);
      if (!exists && !error) gone.push_back(owner);
    }
  }
  for (const std::string& owner : gone) writer.drop_owner(owner);
  return !gone.empty();
}

}  // namespace gitctx

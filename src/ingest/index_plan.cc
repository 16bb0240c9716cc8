#include "ingest/index_plan.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace gitctx {

const ViewRecord* find_current(const Manifest& manifest, const RequestedView& view) {
  if (view.kind == ViewKind::worktree) return nullptr;
  const auto found = std::ranges::find_if(manifest.views, [&](const ViewRecord& record) {
    return record.kind == view.kind && record.commit == view.commit &&
           record.fingerprint == view.fingerprint && record.complete;
  });
  return found == manifest.views.end() ? nullptr : &*found;
}

bool are_current(const Manifest& manifest, std::span<const RequestedView> views) {
  return std::ranges::all_of(views, [&](const RequestedView& view) {
    const ViewRecord* record = find_current(manifest, view);
    return record != nullptr && record->commits_pending == 0 && record->unreadable == 0;
  });
}

std::size_t count_commits(std::span<const RequestedView> views) {
  std::size_t count = 0;
  std::unordered_set<CommitId> commits;
  for (const RequestedView& view : views) {
    const bool is_new = view.kind == ViewKind::history || commits.insert(view.commit).second;
    if (is_new) count += view.commit_count;
  }
  return count;
}

UnseenBlobs find_unseen_blobs(std::span<const RequestedView> views, const Snapshot* index) {
  const auto is_indexed = [&](const BlobReading& blob) {
    return index != nullptr &&
           std::ranges::any_of(index->segments(), [&](const SegmentReader& segment) {
             return segment.find(blob.id, blob.rule).has_value();
           });
  };
  UnseenBlobs unseen;
  std::unordered_map<BlobId, const RequestedView*> seen;
  std::unordered_set<BlobReading, BlobReadingHash> planned;
  for (const RequestedView& view : views) {
    for (const ViewEntry& entry : view.view.entries) {
      if (std::exchange(seen[entry.blob], &view) == &view) continue;
      const BlobReading reading{entry.blob, name_rule(entry.path, entry.given)};
      if (!is_indexed(reading) && planned.insert(reading).second) unseen.entries.push_back(&entry);
    }
  }
  unseen.unique_blobs = seen.size();
  return unseen;
}

std::unordered_set<BlobId> live_blobs(std::span<const RequestedView> views, const Snapshot* index) {
  std::unordered_set<BlobId> live;
  for (const RequestedView& view : views) {
    for (const ViewEntry& entry : view.view.entries) live.insert(entry.blob);
  }
  if (index == nullptr) return live;
  for (const ViewRecord& record : index->manifest().views) {
    const ViewReader view = index->open_view(record);
    for (std::size_t i = 0; i < view.file_count(); ++i) live.insert(view.blob_id(i));
  }
  return live;
}

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <span>
#include <unordered_set>
#include <vector>

#include "core/ids.h"
#include "core/view.h"
#include "index/manifest.h"
#include "index/snapshot.h"
#include "ingest/requested_view.h"

namespace gitctx {

// These functions determine the work of a run: the requested views that the index lacks, and the
// blobs that the index lacks.

/// The complete view of the index that equals the requested view, or null. The files of `view` need
/// not be listed yet. Never returns a worktree view, because worktree files can change at any time.
const ViewRecord* find_current(const Manifest& manifest, const RequestedView& view);

/// Whether a run would change none of the views: each view is current, has the last commit of every
/// path, and has no unreadable files to try again.
bool are_current(const Manifest& manifest, std::span<const RequestedView> views);

/// The number of commits from which the views are built. A commit with several snapshot views
/// counts once; a history view counts all of its commits.
std::size_t count_commits(std::span<const RequestedView> views);

struct UnseenBlobs {
  std::vector<const ViewEntry*> entries;  ///< one per blob and name rule, in view order
  std::size_t unique_blobs = 0;           ///< distinct blobs of all views
};

/// The blobs of the listed views that `index` lacks; `index` is null if there is no index. In each
/// view, the first path with the content decides how the content is read (NameRule), regardless of
/// what is already indexed. The result points to entries of `views`.
UnseenBlobs find_unseen_blobs(std::span<const RequestedView> views, const Snapshot* index);

/// The blobs of the listed views, and of all views of `index` (may be null).
std::unordered_set<BlobId> live_blobs(std::span<const RequestedView> views, const Snapshot* index);

}  // namespace gitctx

#pragma once

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/view.h"
#include "embed/embedder.h"
#include "git/last_commit_resolver.h"
#include "index/snapshot.h"
#include "index/view_writer.h"

namespace gitctx {

/// The commits of the files of a view, in the order of View::entries.
struct ViewCommits {
  /// The last commits. For an unresolved path, the commit from which the search continues.
  std::vector<PathCommit> last;
  std::vector<CommitId> first;  ///< first commits; empty except for a history view
};

/// Looks up the author, date and subject of a commit.
using CommitLookUp = std::function<CommitInfo(const CommitId&)>;

/// The blobs that could not be indexed, with the reason and the detail. The path is empty.
using LeftOutBlobs = std::unordered_map<BlobId, SkippedFile>;

/// Finds the blobs of the view in the segments, indexes the terms of the paths and embeds the
/// paths. If a path is in `previous` (may be null), copies its vector from there. A file whose blob
/// has a skip reason or is in `left_out` becomes a skipped file of the result. Any other file whose
/// blob is not indexed is left out of the result.
ViewContent index_view(const View& view, const ViewCommits& commits, const Snapshot& segments,
                       const ViewReader* previous, const LeftOutBlobs& left_out, Embedder& embedder,
                       const CommitLookUp& look_up);

/// The view and the commits that a view file was built from.
struct StoredView {
  View view;
  ViewCommits commits;
};
StoredView read_stored_view(const ViewReader& reader);

}  // namespace gitctx

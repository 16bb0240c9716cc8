#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/view.h"
#include "embed/embedder.h"
#include "git/last_commit_resolver.h"
#include "index/snapshot.h"
#include "index/view_writer.h"

namespace gitctx {

/// The commits of a view's files: parallel to View::entries.
struct ViewCommits {
  std::vector<PathCommit> last;  ///< unresolved: the commit to go on from
  std::vector<CommitId> first;   ///< history view; else empty
};

/// Looks up what is shown of a commit.
using CommitLookUp = std::function<CommitInfo(const CommitId&)>;

/// Makes the content of a view file: finds the blobs in the segments, indexes the words of the
/// paths, embeds the paths. Files whose blob is not indexed are left out; they are in `missing`.
/// Files whose blob has a skip reason join `skipped`. The vectors of paths that `previous` (may be
/// null) has too are taken from there.
struct IndexedView {
  ViewContent content;
  std::size_t missing = 0;
};
IndexedView index_view(const View& view, const ViewCommits& commits, const Snapshot& segments,
                       const ViewReader* previous, Embedder& embedder, const CommitLookUp& look_up);

/// The view and the commits that an indexed view was made from.
struct StoredView {
  View view;
  ViewCommits commits;
};
StoredView read_stored_view(const ViewReader& reader);

}  // namespace gitctx

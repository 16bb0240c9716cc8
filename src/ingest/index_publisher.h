#pragma once

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/commit.h"
#include "core/view.h"
#include "embed/embedder.h"
#include "git/repository.h"
#include "index/index_writer.h"
#include "index/snapshot.h"
#include "ingest/requested_view.h"
#include "ingest/run_recorder.h"
#include "ingest/view_indexer.h"

namespace gitctx {

/// Writes the views of a run, so that the new segments can be searched. The objects passed to the
/// constructor must outlive the publisher. Not thread-safe.
class IndexPublisher {
 public:
  /// `old` is the index before the run; null if there is no usable index.
  IndexPublisher(Repository& repository, IndexWriter& writer, Embedder& embedder,
                 std::shared_ptr<const Snapshot> old)
      : repository_(repository), writer_(writer), embedder_(embedder), old_(std::move(old)) {}

  /// Commits the finished segments while the run continues. Writes incomplete views, with the files
  /// indexed so far, for owners without an earlier view. A new repository can thus be searched
  /// before its first index is complete.
  void publish_unfinished(std::span<const RequestedView> views);

  /// Writes the views and counts them in `recorder`. `left_out` has the blobs that could not be
  /// indexed; every file with such a blob becomes a skipped file. After a merge of segments
  /// (`merged`), rewrites the other views of the index as well.
  void write_views(std::span<RequestedView> views, std::span<const LeftOutBlob> left_out,
                   bool merged, RunRecorder& recorder);

 private:
  ViewContent index(const View& view, const ViewCommits& commits, const Snapshot& segments,
                    const ViewReader* previous, const LeftOutBlobs& left_out = {});
  std::optional<ViewReader> previous_view(const RequestedView& view) const;
  void rewrite_other_views(const Snapshot& segments);
  void remember_commits();
  CommitInfo commit_info(const CommitId& id);

  Repository& repository_;
  IndexWriter& writer_;
  Embedder& embedder_;
  std::shared_ptr<const Snapshot> old_;
  std::unordered_map<CommitId, CommitInfo> known_commits_;
};

/// Drops the views of linked worktrees that no longer exist. Returns whether any view was dropped.
bool drop_vanished_worktrees(const RepositoryLayout& layout, IndexWriter& writer);

}  // namespace gitctx

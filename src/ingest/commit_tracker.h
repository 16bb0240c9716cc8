#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "git/last_commit_resolver.h"
#include "index/snapshot.h"
#include "ingest/requested_view.h"
#include "ingest/view_indexer.h"

namespace gitctx {

/// Finds the commit that last changed each path of the snapshot and worktree views. Works on its
/// own thread while the run indexes blobs. The views must outlive the tracker. Until finish()
/// returns, only the commits of the views may change.
class CommitTracker {
 public:
  struct Task {
    RequestedView* view = nullptr;
    std::optional<StoredView> known;  ///< results of an earlier run, to start from
  };

  CommitTracker(const RepositoryLayout& layout, std::vector<Task> tasks);
  CommitTracker(const CommitTracker&) = delete;
  CommitTracker& operator=(const CommitTracker&) = delete;

  /// Waits for the thread until `deadline`, then stops the thread and stores its results in the
  /// views. Rethrows the exception that ended the thread, if any. Must be called only once.
  void finish(std::chrono::steady_clock::time_point deadline);

 private:
  void run(const std::stop_token& stop);

  RepositoryLayout layout_;
  std::vector<Task> tasks_;
  std::vector<std::vector<PathCommit>> found_;  // results by task
  std::promise<void> done_;
  std::jthread thread_;
};

/// One task for each view, except for a history view, because its listing already has the commits.
/// The known commits come from the first of these views that `old` (may be null) has: the view of
/// the same commit, the view of the same owner, the view of HEAD.
std::vector<CommitTracker::Task> commit_tasks(const RepositoryLayout& layout,
                                              std::span<RequestedView> views, const Snapshot* old);

}  // namespace gitctx

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "git/last_commit_resolver.h"
#include "ingest/requested_view.h"
#include "ingest/view_indexer.h"

namespace gitctx {

/// Finds, on a thread of its own beside the main work of a run, which commit last changed each path
/// of the snapshot and worktree views.
class CommitTracker {
 public:
  /// `known` is what an earlier run found for the view of the same owner, if there is one.
  struct Task {
    RequestedView* view = nullptr;
    std::optional<StoredView> known;
  };

  CommitTracker(const RepositoryLayout& layout, std::vector<Task> tasks);
  CommitTracker(const CommitTracker&) = delete;
  CommitTracker& operator=(const CommitTracker&) = delete;

  /// Waits until `deadline` for the thread to come to its end, then stops it and puts what was
  /// found into the views. Called once.
  void finish(std::chrono::steady_clock::time_point deadline);

 private:
  void run(const std::stop_token& stop);

  RepositoryLayout layout_;
  std::vector<Task> tasks_;
  std::vector<std::vector<PathCommit>> found_;  // by task
  std::jthread thread_;
  struct Done;
  std::shared_ptr<Done> done_;
};

}  // namespace gitctx

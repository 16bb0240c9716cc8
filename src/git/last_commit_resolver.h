#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "core/ids.h"
#include "git/head_reader.h"

namespace gitctx {

/// How far the search for the commit that last changed a path has come: resolved, `commit` is the
/// answer; otherwise the path has at `commit` what it has in the view, and the search goes on from
/// there.
struct PathCommit {
  CommitId commit;
  bool resolved = false;

  bool operator==(const PathCommit&) const = default;
};

/// What an earlier run found at another commit. `paths` are sorted, `state` is parallel to them.
struct KnownCommits {
  CommitId at;
  std::span<const std::string> paths;
  std::span<const PathCommit> state;
};

/// Finds for many paths at once which commit last changed each: what `git log -1 -- path` says,
/// with git's usual simplification of history (a path that some parent has unchanged is followed
/// to the first such parent; content and mode count, renames are not followed; at a shallow
/// boundary history ends).
///
/// Own repository handle: one per thread, any thread. Works from the newest commit down, each
/// commit once for all paths that reach it, reading only subtrees that differ. Keeps a bounded
/// cache of trees between runs. Never throws for a broken history: paths that come to a missing or
/// corrupt object stay unresolved there.
class LastCommitResolver {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    std::stop_token stop;
    std::optional<Clock::time_point> deadline;
    /// Paths that come to `known->at` take the answer, or the place to go on from, found there.
    std::optional<KnownCommits> known;
  };

  explicit LastCommitResolver(const RepositoryLayout& layout);
  ~LastCommitResolver();
  LastCommitResolver(const LastCommitResolver&) = delete;
  LastCommitResolver& operator=(const LastCommitResolver&) = delete;

  /// Carries `state` (parallel to `paths`; a fresh entry is {view commit, false}) as far as stop
  /// and deadline let it, within 2 ms of either. Whenever it returns, `state` is valid to go on
  /// from, and a path is resolved only if its answer is final. Returns whether all are resolved.
  /// `paths` are files of the commit their state names, in any order.
  bool run(std::span<const std::string> paths, std::span<PathCommit> state, const Options& options);

  /// Commits compared with their parents since construction.
  std::size_t commits_visited() const;

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace gitctx

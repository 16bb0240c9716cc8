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

/// The state of the search for the commit that last changed a path. If `resolved`, `commit` is the
/// answer. Otherwise the path has the same content at `commit` as in the view, and the search
/// continues at `commit`.
struct PathCommit {
  CommitId commit;
  bool resolved = false;

  bool operator==(const PathCommit&) const = default;
};

/// The results of an earlier run at another commit. `paths` are sorted, and `state` has one element
/// for each path.
struct KnownCommits {
  CommitId at;
  std::span<const std::string> paths;
  std::span<const PathCommit> state;
};

/// Finds, for many paths at once, the commit that last changed each path, as `git log -1 -- path`
/// does with git's default history simplification. If a commit has parents in which the path is
/// unchanged, the search continues at the first of these parents. A change of content or mode
/// counts as a change. Renames are not followed, and history ends at a shallow boundary.
///
/// Each thread needs its own resolver. Works from newer to older commits, usually visits a commit
/// only once for all paths that reach it, and reads only subtrees that differ. Keeps a bounded
/// cache of trees between runs. Never throws for a broken history: a path that reaches a missing or
/// corrupt object stays unresolved there.
class LastCommitResolver {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    std::stop_token stop;
    std::optional<Clock::time_point> deadline;
    /// A path that reaches `known->at` continues with the state of the earlier run.
    std::optional<KnownCommits> known;
  };

  explicit LastCommitResolver(const RepositoryLayout& layout);
  ~LastCommitResolver();
  LastCommitResolver(const LastCommitResolver&) = delete;
  LastCommitResolver& operator=(const LastCommitResolver&) = delete;

  /// Advances `state` until all paths are resolved. Stops earlier at the deadline or on a stop
  /// request, within 2 ms. Returns whether all paths are resolved. A later run can continue from
  /// the resulting `state`; the answers of resolved paths are final. `paths` may have any order.
  /// `state` must have one element for each path, and the path must be a file in the commit of this
  /// element. For a path without an earlier run, this element must be {commit of the view, false}.
  bool run(std::span<const std::string> paths, std::span<PathCommit> state, const Options& options);

  /// The number of commits compared with their parents since construction.
  std::size_t commits_visited() const;

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "core/ids.h"
#include "git/object_store.h"
#include "git/views/tree_lister.h"

namespace gitctx {

struct OrderedCommit {
  CommitId id;
  TreeId tree;
};

struct CommitOrder {
  std::vector<OrderedCommit> commits;
  std::vector<std::string> failures;  ///< messages about unreadable commits, sorted
};

/// All commits reachable from `tips`, in the total order of build_history_view(). Parents come
/// before children. Among the commits whose parents are all listed, the commit with the oldest
/// committer date comes next; if dates are equal, the commit with the smallest id.
/// `shallow_boundary` must be sorted; the parents of its commits are ignored. History ends at an
/// unreadable commit. Throws Error if more than `most_failures` commits cannot be read.
CommitOrder order_commits(ObjectStore& objects, const std::vector<CommitId>& tips,
                          const std::vector<CommitId>& shallow_boundary,
                          const std::stop_token& stop, std::size_t most_failures = most_unreadable);

}  // namespace gitctx

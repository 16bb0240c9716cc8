#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/ids.h"
#include "git/object_store.h"

namespace gitctx {

struct OrderedCommit {
  CommitId id;
  TreeId tree;
};

struct CommitOrder {
  std::vector<OrderedCommit> commits;
  std::vector<std::string> failures;  ///< messages about unreadable commits; sorted
};

/// All commits reachable from `tips`, in the total order of build_history_view(): parents before
/// children; among commits whose parents are done, the older committer date first, then the smaller
/// id. The parents of the commits in `shallow_boundary` (sorted) are ignored; history ends at an
/// unreadable commit.
CommitOrder order_commits(ObjectStore& objects, const std::vector<CommitId>& tips,
                          const std::vector<CommitId>& shallow_boundary,
                          const std::stop_token& stop);

}  // namespace gitctx

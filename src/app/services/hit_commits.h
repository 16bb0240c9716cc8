#pragma once

#include <chrono>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "git/head_reader.h"

namespace gitctx {

/// Looks up the commit that last changed the path of each hit without a known commit, in the
/// history of `view_commit`. Stops at the deadline; a hit whose commit is not found by then keeps
/// `commit_known` false. Never throws: an unreadable history leaves the hits unchanged.
void find_hit_commits(const RepositoryLayout& layout, const CommitId& view_commit,
                      std::chrono::steady_clock::time_point deadline, std::vector<Hit>& hits);

}  // namespace gitctx

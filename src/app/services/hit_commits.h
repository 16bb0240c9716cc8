#pragma once

#include <chrono>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "git/head_reader.h"

namespace gitctx {

/// Looks up the commit that last changed the path of each hit that does not know it yet, in the
/// history of `view_commit`. Stops at the deadline; a hit whose commit was not found by then keeps
/// `commit_known` false. Never throws: a history that cannot be read leaves the hits as they are.
void find_hit_commits(const RepositoryLayout& layout, const CommitId& view_commit,
                      std::chrono::steady_clock::time_point deadline, std::vector<Hit>& hits);

}  // namespace gitctx

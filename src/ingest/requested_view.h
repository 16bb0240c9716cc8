#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/settings.h"
#include "core/view.h"
#include "git/repository.h"
#include "ingest/index_run.h"
#include "ingest/view_indexer.h"

namespace gitctx {

/// A view that a run shall leave in the index, and who asked for it.
struct RequestedView {
  ViewKind kind = ViewKind::snapshot;
  CommitId commit;
  std::string owner;
  std::uint64_t fingerprint = 0;
  View view;            ///< once listed
  ViewCommits commits;  ///< once listed
  bool listed = false;
  std::size_t commit_count = 0;  ///< commits it comes from; a history is counted when listed
};

/// Who owns the views of a worktree ("HEAD@", "worktree@" with the worktree's name; empty for the
/// main one), of a revision as the user named it, and the history.
std::string head_owner(const RepositoryLayout& layout);
std::string worktree_owner(const RepositoryLayout& layout);
std::string ref_owner(const std::string& revision);
inline constexpr char history_owner[] = "history";

/// The views a request asks for, not listed yet. HEAD is left out while unborn.
std::vector<RequestedView> requested_views(Repository& repository, const Settings& settings,
                                           const IndexRequest& request);

/// Fills view and commits from git.
void list_view(Repository& repository, const Settings& settings, std::stop_token stop,
               RequestedView& requested);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"
#include "core/view.h"
#include "git/repository.h"
#include "index/manifest.h"
#include "ingest/index_run.h"
#include "ingest/view_indexer.h"

namespace gitctx {

/// A view that the index must have after a run.
struct RequestedView {
  ViewKind kind = ViewKind::snapshot;
  CommitId commit;
  std::string owner;
  std::uint64_t fingerprint = 0;  ///< hash of the settings and refs that determine the files
  View view;                      ///< filled by list_view()
  ViewCommits commits;            ///< filled by list_view()
  std::size_t commit_count = 0;   ///< number of its commits; for a history view, set by list_view()
};

/// The owner of a view is the name for which it was indexed: HEAD or the uncommitted files of a
/// worktree (NAME is empty for the main worktree), a revision as the user typed it, or the history.
std::string head_owner(const RepositoryLayout& layout);      ///< "HEAD@NAME"
std::string worktree_owner(const RepositoryLayout& layout);  ///< "worktree@NAME"
std::string ref_owner(const std::string& revision);          ///< "ref:REVISION"
inline constexpr char history_owner[] = "history";

/// The parts of an owner.
struct ViewOwner {
  enum class Kind { head, worktree, ref, history };
  Kind kind = Kind::history;
  std::string_view name;  ///< worktree name or revision; for a history view, the whole owner

  bool operator==(const ViewOwner&) const = default;
};
ViewOwner parse_owner(std::string_view owner);

/// The requested views, without their files. An unborn HEAD has no view.
std::vector<RequestedView> requested_views(Repository& repository, const Settings& settings,
                                           const IndexRequest& request);

/// The views that a run rebuilds in place of damaged views, for owners without a view in
/// `requested`. Leaves out the worktree views of other worktrees, because every search that needs
/// such a view indexes it.
std::vector<RequestedView> lost_views(Repository& repository, const Settings& settings,
                                      std::span<const ViewRecord> damaged,
                                      std::span<const RequestedView> requested);

/// Reads the list of files from git into the view. Also sets the commits at which the search for
/// the last commits of paths starts.
void list_view(Repository& repository, const Settings& settings, std::stop_token stop,
               RequestedView& requested);

}  // namespace gitctx

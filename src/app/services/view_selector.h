#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/notice.h"
#include "core/ids.h"
#include "core/settings.h"
#include "core/view.h"
#include "embed/embedder_source.h"
#include "git/head_reader.h"
#include "index/snapshot.h"

namespace gitctx {

/// The view that a search requests.
struct ViewRequest {
  ViewKind kind = ViewKind::snapshot;
  std::string ref;                 ///< the revision of a snapshot; empty: HEAD of this worktree
  std::string other_model_hint{};  ///< hint if an index of another model cannot be updated
};

/// The view that was selected in an open index.
struct SelectedView {
  std::shared_ptr<const Snapshot> snapshot;
  ViewRecord record;
  std::string name;              ///< "HEAD", "worktree", "history" or the revision as typed
  std::optional<CommitId> head;  ///< HEAD of this worktree
  bool is_current = true;        ///< false: the view is outdated or incomplete
  bool was_refreshed = false;
  std::vector<Notice> notices;
};

/// Finds the requested view. The kind of view decides when the view is updated first:
/// - An outdated snapshot of HEAD or of another revision is updated if the change is small and
///   `search.auto_refresh` is set.
/// - The worktree view is always updated.
/// - The history view is never updated.
/// If the snapshot of HEAD or the history view remains outdated, the function returns the outdated
/// view, sets is_current to false and adds a notice. It does the same for an incomplete view. In
/// all other cases, a view that is missing or outdated is an Error(no_index); the hint is the
/// command to run. Also throws Error(usage) for an unknown revision, and Error(failure).
SelectedView select_view(const RepositoryLayout& layout, const Settings& settings,
                         EmbedderSource& embedders, const ViewRequest& request);

/// The notice that HEAD has no commit. Its hint says what to do.
Notice unborn_head_notice(const RepositoryLayout& layout);

/// Whether the history view was built from the current refs and settings.
bool is_history_current(const RepositoryLayout& layout, const Settings& settings,
                        const ViewRecord& record);

}  // namespace gitctx

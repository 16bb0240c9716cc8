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

/// Which part of the repository is asked about.
struct ViewRequest {
  ViewKind kind = ViewKind::snapshot;
  std::string ref;  ///< the revision of a snapshot; empty: HEAD of this worktree
};

/// A view of an open index that answers for what was asked.
struct SelectedView {
  std::shared_ptr<const Snapshot> snapshot;
  ViewRecord record;
  std::string name;              ///< "HEAD", "worktree", "history" or the revision as typed
  std::optional<CommitId> head;  ///< of the asking worktree
  bool is_current = true;  ///< the view is what was asked; otherwise the last one of the same name
  bool was_refreshed = false;
  std::vector<Notice> notices;
};

/// Finds the view that was asked for, and brings it up to date first where that is a small change
/// and `search.auto_refresh` allows it; a worktree's view is always brought up to date. Where it
/// cannot be, HEAD and the history are answered by their last view, with a notice and is_current
/// false; a worktree or another revision is refused.
/// Throws Error: no_index (hint: what to run), usage for an unknown revision, failure.
SelectedView select_view(const RepositoryLayout& layout, const Settings& settings,
                         EmbedderSource& embedders, const ViewRequest& request);

/// Whether the refs, and the settings that choose files, are those the view was made from.
bool is_history_current(const RepositoryLayout& layout, const Settings& settings,
                        const ViewRecord& record);

}  // namespace gitctx

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/notice.h"
#include "app/services/view_selector.h"
#include "core/query.h"
#include "core/result.h"
#include "core/settings.h"
#include "embed/embedder_source.h"
#include "git/head_reader.h"
#include "text/word_table.h"

namespace gitctx {

struct SearchRequest {
  Query query;
  ViewRequest view;
};

/// Results with the view they come from. Every hit's `commit`, `commit_known` and `is_head` are
/// filled in as far as they can be known in time.
struct SearchAnswer {
  SearchResult result;
  ViewKind view_kind = ViewKind::snapshot;
  std::string view_name;
  CommitId view_commit;    ///< none for the worktree of an unborn branch
  bool is_current = true;  ///< false: the view is older than what was asked, see `notices`
  double elapsed_ms = 0;
  std::vector<Notice> notices;
};

/// Answers searches in one repository for one asker. Used from one thread. A search on a current
/// index reads only the index and the refs; libgit2 is loaded when something has moved, or when the
/// commit of a hit has to be looked up.
class SearchSession {
 public:
  /// `embedders` outlives the session. A stop request ends a search that waits for a service.
  SearchSession(RepositoryLayout layout, Settings settings, EmbedderSource& embedders,
                const std::stop_token& stop = {});

  /// Throws Error: no_index, usage (empty query, unknown revision), configuration, failure, and
  /// what the embedder throws.
  SearchAnswer search(const SearchRequest& request);

 private:
  RepositoryLayout layout_;
  Settings settings_;
  EmbedderSource& embedders_;
  std::unique_ptr<Embedder> embedder_;
  WordTable words_;
};

}  // namespace gitctx

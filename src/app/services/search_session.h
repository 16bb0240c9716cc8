#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/config/config.h"
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
  bool shows_secrets = false;  ///< secrets in the results are not replaced
};

/// The results and the view that they come from. `commit`, `commit_known` and `is_head` of the hits
/// are filled in; a commit that takes too long to find remains unknown. All repository text for the
/// renderers, `ask` and traces comes from here. Unless the request shows secrets, secrets are
/// replaced in code, symbols, subjects, authors and corrections, but never in paths
/// (redact/redactor.h).
struct SearchAnswer {
  SearchResult result;
  ViewKind view_kind = ViewKind::snapshot;
  std::string view_name;
  CommitId view_commit;    ///< none for the worktree of an unborn branch
  bool is_current = true;  ///< false: the view is outdated or incomplete, see `notices`
  double elapsed_ms = 0;
  std::vector<Notice> notices;
  /// If the request shows secrets: the hits without secrets, in the order of `result.hits`, for
  /// models and traces. Otherwise empty.
  std::vector<Hit> redacted_hits;
};

/// The numbers of secrets that were replaced in a list of hits.
struct ReplacedSecrets {
  std::size_t in_code = 0;
  std::size_t in_commits = 0;

  std::size_t all() const { return in_code + in_commits; }
};
ReplacedSecrets count_replaced(const std::vector<Hit>& hits);

/// Replaces the secrets in hits of the view. Each file is examined as a whole, because a key can
/// extend over several chunks.
void redact_hits(const ViewReader& view, std::vector<Hit>& hits);

/// Redacts the replacement word of each correction if this word occurs in the view only inside
/// secrets.
void redact_corrections(const ViewReader& view, std::vector<Correction>& corrections);

/// The hint if the vectors in the index are from another model than the one in the settings.
/// `has_modes` says whether the command has the flag --mode.
std::string other_model_hint(const Config& config, bool has_modes);

/// Answers searches in one repository. Must be used from one thread. A search on a current index
/// reads only the index and the refs. libgit2 is loaded only if a ref has moved or the commit of a
/// hit must be looked up.
class SearchSession {
 public:
  /// `embedders` must outlive the session. A stop request ends a search that waits for a service.
  SearchSession(RepositoryLayout layout, Settings settings, EmbedderSource& embedders,
                const std::stop_token& stop = {});

  /// Throws Error(usage) for an empty query or an unknown revision, and Error(no_index) for a view
  /// that is not indexed. Can also throw Error(configuration) and Error(failure). Errors from the
  /// embedder propagate.
  SearchAnswer search(const SearchRequest& request);

 private:
  RepositoryLayout layout_;
  Settings settings_;
  EmbedderSource& embedders_;
  std::unique_ptr<Embedder> embedder_;
  WordTable words_;
};

}  // namespace gitctx

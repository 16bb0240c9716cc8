#pragma once

#include <memory>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "embed/embedder_source.h"
#include "git/repository_layout.h"

namespace gitctx {

/// Where what hosted models gave and cost is kept: embeddings with the repository, for all its
/// worktrees and apart from the index; spending with the user, for all repositories.
struct PaidFiles {
  std::filesystem::path embeddings;
  std::filesystem::path batches;
  std::filesystem::path spending;
  std::filesystem::path prices;  ///< of the user, over those of the program; need not be there
};
PaidFiles paid_files(const RepositoryLayout& layout, const Environment& environment);

/// The embedders that the settings ask for. Nothing is opened and nobody is asked before one is
/// used. `max_cost_usd` is for this run; 0: no limit. Throws Error (configuration) for a model that
/// nobody knows.
std::unique_ptr<EmbedderSource> open_embedders(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               double max_cost_usd = 0);

}  // namespace gitctx

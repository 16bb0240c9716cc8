#pragma once

#include <memory>
#include <string_view>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "app/notice.h"
#include "embed/embedder_source.h"
#include "git/repository_layout.h"
#include "money/bill.h"
#include "provider/provider.h"

namespace gitctx {

/// The files that keep the results and costs of hosted models. Embeddings are stored per
/// repository, for all its worktrees and separately from the index. Pending batches are stored per
/// user and repository. Spending is stored per user, for all repositories.
struct PaidFiles {
  std::filesystem::path embeddings;
  std::filesystem::path batches;
  std::filesystem::path spending;
  std::filesystem::path prices;  ///< the user's price table; empty if there is none
};
/// The folder for batches and undelivered data of this repository, which a later run collects or
/// sends. If the user has no home folder, this is the cache folder of the repository.
std::filesystem::path pending_place(const RepositoryLayout& layout, const Environment& environment);
PaidFiles paid_files(const RepositoryLayout& layout, const Environment& environment);

/// The configured key of a provider. A null `provider` means a compatible server, which gets
/// OpenAI's key.
std::string api_key_of(const Provider* provider, const Config& config);

/// The daily budget from the settings, and the limit for one run, `max_cost_usd` (0: no limit).
BillOptions bill_options(const PaidFiles& files, const Config& config, double max_cost_usd);

/// Says that --max-cost does not limit a model whose price is not known.
Notice unlimited_notice(std::string_view model);

/// The embedders that the settings name. Opens no file and sends no request before an embedder is
/// used. `max_cost_usd` limits this run; 0: no limit. Throws Error(configuration) for an unknown
/// model.
std::unique_ptr<EmbedderSource> open_embedders(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               double max_cost_usd = 0);

}  // namespace gitctx

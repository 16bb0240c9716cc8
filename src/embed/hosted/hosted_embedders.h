#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "embed/embedder_source.h"
#include "embed/hosted/embedding_requests.h"
#include "embed/hosted/hosted_model.h"
#include "money/bill.h"

namespace gitctx {

struct HostedOptions {
  RequestOptions requests;
  BillOptions bill;
  std::filesystem::path cache_file;  ///< the embedding cache
  std::filesystem::path batch_file;  ///< record of the pending batches
};

/// The embedders of a hosted model. No file is opened and no request sent before the first text is
/// embedded or estimated.
std::unique_ptr<EmbedderSource> make_hosted_embedders(HostedModel model, HostedOptions options);

}  // namespace gitctx

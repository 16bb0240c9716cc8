#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "embed/embedder_source.h"
#include "embed/hosted/embedding_bill.h"
#include "embed/hosted/embedding_requests.h"
#include "embed/hosted/hosted_model.h"

namespace gitctx {

struct HostedOptions {
  RequestOptions requests;
  BillOptions bill;
  std::filesystem::path cache_file;  ///< of embeddings that were paid for
  std::filesystem::path batch_file;  ///< of batches that are under way
};

/// The embedders of a hosted model. Files are opened and the network is used when the first text is
/// embedded or estimated.
std::unique_ptr<EmbedderSource> make_hosted_embedders(HostedModel model, HostedOptions options);

}  // namespace gitctx

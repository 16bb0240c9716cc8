#pragma once

#include <string>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

/// `POST /v1/embeddings` of Voyage. The service cuts documents that are too long and rejects such
/// queries. Replies have OpenAI's format (embed/wire/openai_embeddings.h).
std::string voyage_embeddings_body(const HostedModel& model, const EmbeddingCall& call);

}  // namespace gitctx

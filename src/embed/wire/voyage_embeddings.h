#pragma once

#include <string>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

/// `POST /v1/embeddings` of Voyage. Documents that are too long are cut by the service, queries are
/// refused. Replies are those of OpenAI (embed/wire/openai_embeddings.h).
std::string voyage_embeddings_body(const HostedModel& model, const EmbeddingCall& call);

}  // namespace gitctx

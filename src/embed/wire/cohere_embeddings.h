#pragma once

#include <string>
#include <string_view>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

/// `POST /v2/embed` of Cohere. The service cuts documents that are too long and rejects such
/// queries.
std::string cohere_embeddings_body(const HostedModel& model, const EmbeddingCall& call);

/// `embeddings.float` or `embeddings.base64`, in the order of the texts.
EmbeddingReply parse_cohere_embeddings(std::string_view body, const ReplyShape& shape);

}  // namespace gitctx

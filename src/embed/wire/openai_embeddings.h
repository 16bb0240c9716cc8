#pragma once

#include <string>
#include <string_view>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

// `POST /v1/embeddings` of OpenAI and compatible servers.

std::string openai_embeddings_body(const HostedModel& model, const EmbeddingCall& call);

/// `data[].embedding` in base64 or as numbers, in any order; `index` and `usage` may be missing.
EmbeddingReply parse_openai_embeddings(std::string_view body, const ReplyShape& shape);

}  // namespace gitctx

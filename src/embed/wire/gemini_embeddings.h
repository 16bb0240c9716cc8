#pragma once

#include <string>
#include <string_view>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

/// `POST /models/NAME:batchEmbedContents` of Gemini; queries are code retrieval queries.
std::string gemini_embeddings_body(const HostedModel& model, const EmbeddingCall& call);

/// `embeddings[].values`, in the order of the texts. The service normalises only vectors of the
/// model's full dimension; the result is always normalised.
EmbeddingReply parse_gemini_embeddings(std::string_view body, const ReplyShape& shape);

}  // namespace gitctx

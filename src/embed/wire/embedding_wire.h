#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "embed/embedder.h"
#include "embed/hosted/hosted_model.h"
#include "http/http.h"

namespace gitctx {

/// Texts of one request.
struct EmbeddingCall {
  std::span<const std::string> texts;
  InputKind kind = InputKind::document;
  bool base64 = true;  ///< request base64 from services that have it
};

/// What a reply must contain.
struct ReplyShape {
  std::size_t rows = 0;
  std::size_t dimension = 0;  ///< 0: that of the first vector
};

struct EmbeddingReply {
  EmbeddingMatrix vectors;              ///< of length 1, in the order of the texts
  std::optional<std::uint64_t> tokens;  ///< as the service counts them, if the reply has it
};

/// The request for these texts; `key` may be empty.
HttpRequest make_embedding_request(const HostedModel& model, const EmbeddingCall& call,
                                   std::string_view key);

/// Throws Error (provider) if the reply is not JSON of that service, has another count or
/// dimension, or contains NaN or infinite values.
EmbeddingReply parse_embedding_reply(const HostedModel& model, std::string_view body,
                                     const ReplyShape& shape);

}  // namespace gitctx

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
  bool base64 = true;  ///< ask for vectors in base64 where the service can
};

/// What a reply has to hold.
struct ReplyShape {
  std::size_t rows = 0;
  std::size_t dimension = 0;  ///< 0: whatever the first vector has
};

struct EmbeddingReply {
  EmbeddingMatrix vectors;              ///< of length 1, in the order of the texts
  std::optional<std::uint64_t> tokens;  ///< as the service counts them, if it says
};

/// The request that a service takes for these texts; `key` may be empty.
HttpRequest make_embedding_request(const HostedModel& model, const EmbeddingCall& call,
                                   std::string_view key);

/// Throws Error (provider) when the reply is not JSON of that service, has another count or
/// dimension, or numbers that are none.
EmbeddingReply parse_embedding_reply(const HostedModel& model, std::string_view body,
                                     const ReplyShape& shape);

}  // namespace gitctx

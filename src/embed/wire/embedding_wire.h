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
  bool base64 = true;  ///< ask for vectors in base64 if the service offers it
};

/// The vectors that a reply must contain.
struct ReplyShape {
  std::size_t rows = 0;
  std::size_t dimension = 0;  ///< 0: the dimension of the first vector
};

struct EmbeddingReply {
  EmbeddingMatrix vectors;              ///< vectors of length 1, in the order of the texts
  std::optional<std::uint64_t> tokens;  ///< tokens counted by the service, if the reply states them
};

/// The body of the request for these texts. Voyage and Cohere are asked to cut documents that are
/// too long, and to refuse queries that are too long.
std::string embedding_body(const HostedModel& model, const EmbeddingCall& call);

/// The whole request. `key` may be empty.
HttpRequest make_embedding_request(const HostedModel& model, const EmbeddingCall& call,
                                   std::string_view key);

/// Reads the reply of any of the services. Throws Error(provider) if the body is not a reply with
/// vectors of this number and dimension, if a vector has a vector_problem(), and for an error that
/// comes with status 200.
EmbeddingReply parse_embedding_reply(std::string_view body, const ReplyShape& shape);

}  // namespace gitctx

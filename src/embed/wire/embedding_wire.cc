#include "embed/wire/embedding_wire.h"

#include <chrono>

#include "embed/wire/cohere_embeddings.h"
#include "embed/wire/gemini_embeddings.h"
#include "embed/wire/openai_embeddings.h"
#include "embed/wire/voyage_embeddings.h"

namespace gitctx {
namespace {

/// How long a self-hosted server may take for a batch on its CPU.
constexpr std::chrono::minutes patience{10};

std::string endpoint(const HostedModel& model) {
  switch (model.api) {
    case EmbeddingApi::openai:
    case EmbeddingApi::voyage:
      return model.base_url + "/embeddings";
    case EmbeddingApi::cohere:
      return model.base_url + "/v2/embed";
    case EmbeddingApi::gemini:
      return model.base_url + "/models/" + model.name + ":batchEmbedContents";
  }
  return {};
}

std::string body_of(const HostedModel& model, const EmbeddingCall& call) {
  switch (model.api) {
    case EmbeddingApi::openai:
      return openai_embeddings_body(model, call);
    case EmbeddingApi::voyage:
      return voyage_embeddings_body(model, call);
    case EmbeddingApi::cohere:
      return cohere_embeddings_body(model, call);
    case EmbeddingApi::gemini:
      return gemini_embeddings_body(model, call);
  }
  return {};
}

}  // namespace

HttpRequest make_embedding_request(const HostedModel& model, const EmbeddingCall& call,
                                   std::string_view key) {
  HttpRequest request;
  request.method = "POST";
  request.url = endpoint(model);
  request.headers.push_back({"Content-Type", "application/json"});
  if (!key.empty()) {
    if (model.api == EmbeddingApi::gemini) {
      request.headers.push_back({"x-goog-api-key", std::string(key)});
    } else {
      request.headers.push_back({"Authorization", "Bearer " + std::string(key)});
    }
  }
  request.body = body_of(model, call);
  request.timeout = patience;
  return request;
}

EmbeddingReply parse_embedding_reply(const HostedModel& model, std::string_view body,
                                     const ReplyShape& shape) {
  switch (model.api) {
    case EmbeddingApi::openai:
    case EmbeddingApi::voyage:
      return parse_openai_embeddings(body, shape);
    case EmbeddingApi::cohere:
      return parse_cohere_embeddings(body, shape);
    case EmbeddingApi::gemini:
      return parse_gemini_embeddings(body, shape);
  }
  return {};
}

}  // namespace gitctx

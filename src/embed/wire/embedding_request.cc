#include <chrono>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "embed/wire/embedding_wire.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// The time that a self-hosted server may take for a request on a CPU. Also ends an answer that
/// arrives byte by byte.
constexpr std::chrono::minutes patience{10};

std::string path_of(const HostedModel& model) {
  switch (model.api) {
    case EmbeddingApi::openai:
    case EmbeddingApi::voyage:
      return "/embeddings";
    case EmbeddingApi::cohere:
      return "/v2/embed";
    case EmbeddingApi::gemini:
      return "/models/" + model.name + ":batchEmbedContents";
  }
  return {};
}

/// The body of a Gemini request, which contains one inner request for each text.
OrderedJson gemini_body(const HostedModel& model, const EmbeddingCall& call) {
  OrderedJson requests = OrderedJson::array();
  for (const std::string& text : call.texts) {
    OrderedJson request{{"model", "models/" + model.name},
                        {"content", {{"parts", OrderedJson::array({OrderedJson{{"text", text}}})}}},
                        {"taskType", call.kind == InputKind::query ? "CODE_RETRIEVAL_QUERY"
                                                                   : "RETRIEVAL_DOCUMENT"}};
    if (model.asks_dimension) request["outputDimensionality"] = model.dimension;
    requests.push_back(std::move(request));
  }
  return {{"requests", std::move(requests)}};
}

OrderedJson json_body(const HostedModel& model, const EmbeddingCall& call) {
  const bool is_query = call.kind == InputKind::query;
  const char* const format = call.base64 ? "base64" : "float";
  OrderedJson body;
  switch (model.api) {
    case EmbeddingApi::openai:
      body = {{"model", model.name}, {"input", call.texts}, {"encoding_format", format}};
      if (model.asks_dimension) body["dimensions"] = model.dimension;
      break;
    case EmbeddingApi::voyage:
      body = {{"input", call.texts},
              {"model", model.name},
              {"input_type", is_query ? "query" : "document"},
              {"truncation", !is_query}};
      if (model.asks_dimension) body["output_dimension"] = model.dimension;
      if (call.base64) body["encoding_format"] = format;
      break;
    case EmbeddingApi::cohere:
      body = {{"model", model.name},
              {"texts", call.texts},
              {"input_type", is_query ? "search_query" : "search_document"},
              {"embedding_types", OrderedJson::array({format})},
              {"truncate", is_query ? "NONE" : "END"}};
      if (model.asks_dimension) body["output_dimension"] = model.dimension;
      break;
    case EmbeddingApi::gemini:
      return gemini_body(model, call);
  }
  return body;
}

}  // namespace

std::string embedding_body(const HostedModel& model, const EmbeddingCall& call) {
  return json_text(json_body(model, call));
}

HttpRequest make_embedding_request(const HostedModel& model, const EmbeddingCall& call,
                                   std::string_view key) {
  HttpRequest request{.method = "POST",
                      .url = model.base_url + path_of(model),
                      .headers = {{"Content-Type", "application/json"}},
                      .body = embedding_body(model, call),
                      .timeout = patience};
  if (!key.empty() && model.api == EmbeddingApi::gemini) {
    request.headers.push_back({"x-goog-api-key", std::string(key)});
  } else if (!key.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + std::string(key)});
  }
  return request;
}

}  // namespace gitctx

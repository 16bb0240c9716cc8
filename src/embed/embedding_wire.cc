#include "embed/embedding_wire.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "embed/cohere_embeddings.h"
#include "embed/gemini_embeddings.h"
#include "embed/openai_embeddings.h"
#include "embed/voyage_embeddings.h"

namespace gitctx {
namespace {

/// The time a server at home may take for a batch on its processor.
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

/// The first string under one of the names by which services say what is wrong.
std::string find_sentence(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) return value.empty() ? std::string() : find_sentence(value.front());
  if (!value.is_object()) return {};
  for (const char* name : {"error", "message", "detail", "msg"}) {
    const auto found = value.find(name);
    if (found == value.end()) continue;
    std::string sentence = find_sentence(*found);
    if (!sentence.empty()) return sentence;
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

std::string provider_sentence(std::string_view body) {
  std::string sentence =
      find_sentence(nlohmann::json::parse(body, /*cb=*/nullptr, /*allow_exceptions=*/false));
  std::ranges::replace_if(
      sentence, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  constexpr std::size_t longest = 500;
  if (sentence.size() > longest) sentence = sentence.substr(0, longest) + "...";
  while (sentence.ends_with('.') || sentence.ends_with(' ')) sentence.pop_back();
  return sentence;
}

}  // namespace gitctx

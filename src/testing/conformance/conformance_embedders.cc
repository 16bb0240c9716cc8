#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/base64.h"
#include "testing/conformance/conformance_provider.h"
#include "testing/word_vector.h"

// Imitations of Voyage, Cohere and Gemini. All three embed texts. Voyage and Cohere also rerank
// documents, by the similarity of their words to the words of the query.
namespace gitctx {
namespace {

using Json = nlohmann::json;

double similarity(const std::string& a, const std::string& b) {
  const auto left = word_vector(a, 512);
  const auto right = word_vector(b, 512);
  double sum = 0;
  for (std::size_t i = 0; i < left.size(); ++i) sum += double{left[i]} * right[i];
  return sum;
}

/// A reranking as [{index, relevance_score}]: best first, at most `limit` entries.
Json ranking(const std::string& query, const Json& documents, std::size_t limit) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    order.emplace_back(-similarity(query, documents[i].get<std::string>()), i);
  }
  std::ranges::sort(order);
  Json out = Json::array();
  for (const auto& [negated, index] : order) {
    if (out.size() < limit) out.push_back({{"index", index}, {"relevance_score", -negated}});
  }
  return out;
}

/// The texts in a field: one string or an array. Throws ConformanceRefusal with `status` unless
/// there are 1 to `max_texts` texts.
std::vector<std::string> texts_in(const Json& body, const char* field, int status,
                                  std::size_t max_texts) {
  if (!body.contains(field)) throw ConformanceRefusal{status, fmt::format("{} is required", field)};
  std::vector<std::string> texts;
  if (body[field].is_string()) texts.push_back(body[field].get<std::string>());
  if (body[field].is_array()) {
    for (const Json& text : body[field]) {
      if (!text.is_string())
        throw ConformanceRefusal{status, fmt::format("{} must be strings", field)};
      texts.push_back(text.get<std::string>());
    }
  }
  if (texts.empty()) throw ConformanceRefusal{status, fmt::format("{} must not be empty", field)};
  if (texts.size() > max_texts) {
    throw ConformanceRefusal{status, fmt::format("{} has {} items, at most {} are allowed", field,
                                                 texts.size(), max_texts)};
  }
  return texts;
}

/// The whole number in a field; `usual` if the field is missing. Throws ConformanceRefusal for a
/// number that is not in `allowed`.
std::size_t choice_in(const Json& body, const char* field, std::size_t usual,
                      const std::set<std::size_t>& allowed, int status) {
  if (!body.contains(field) || body[field].is_null()) return usual;
  if (!body[field].is_number_unsigned() || !allowed.contains(body[field].get<std::size_t>())) {
    throw ConformanceRefusal{status, fmt::format("{} is not one that the model has", field)};
  }
  return body[field].get<std::size_t>();
}

std::string model_of(const Json& body, int status) {
  if (!body.contains("model") || !body["model"].is_string()) {
    throw ConformanceRefusal{status, "model is required"};
  }
  return body["model"].get<std::string>();
}

CallUsage usage_of(const ModelPlay& play, const std::string& model,
                   const std::vector<std::string>& texts) {
  CallUsage usage{.inputs = texts.size()};
  for (const std::string& text : texts) usage.input_tokens += play.count_tokens(model, text);
  return usage;
}

class VoyagePlay : public ConformanceProvider {
 public:
  explicit VoyagePlay(const ModelPlay& play) : play_(play) {}

  std::string key_of(const ServedRequest& request) const override { return bearer_key(request); }

  ServedReply answer(ProviderCall& call) override {
    if (call.request.method == "POST" && call.path == "/embeddings") return embed(call);
    if (call.request.method == "POST" && call.path == "/rerank") return rerank(call);
    throw ConformanceRefusal{404, "Not Found"};
  }

  ServedReply refuse(const ConformanceRefusal& refusal) const override {
    return json_reply({{"detail", refusal.message}}, refusal.status);
  }

 private:
  ServedReply embed(ProviderCall& call) const {
    const Json body = call.body();
    refuse_unknown_fields(body,
                          {"input", "model", "input_type", "truncation", "output_dimension",
                           "output_dtype", "encoding_format"},
                          400, "Argument '{}' is not supported by our API");
    const std::string model = model_of(body, 400);
    if (!model.starts_with("voyage-"))
      throw ConformanceRefusal{400, fmt::format("Model {} is not supported", model)};
    const auto texts = texts_in(body, "input", 400, 1000);
    const Json type = body.value("input_type", Json());
    if (!type.is_null() && type != "query" && type != "document") {
      throw ConformanceRefusal{400, "input_type must be 'query', 'document' or null"};
    }
    const std::size_t dimensions =
        choice_in(body, "output_dimension", 1024, {256, 512, 1024, 2048}, 400);
    const CallUsage usage = usage_of(play_, model, texts);
    const std::uint64_t limit = model.find("-lite") != std::string::npos       ? 1'000'000
                                : model == "voyage-4" || model == "voyage-3.5" ? 320'000
                                                                               : 120'000;
    if (usage.input_tokens > limit) {
      throw ConformanceRefusal{
          400, fmt::format("The max allowed tokens per submitted batch is {}. Your batch "
                           "has {} tokens after truncation.",
                           limit, usage.input_tokens)};
    }
    call.admit(usage);
    const bool base64 = body.value("encoding_format", Json()) == "base64";
    Json rows = Json::array();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto vector = word_vector(texts[i], dimensions);
      rows.push_back({{"object", "embedding"}, {"index", i}});
      rows.back()["embedding"] =
          base64 ? Json(encode_base64(std::as_bytes(std::span(vector)))) : Json(vector);
    }
    return json_reply({{"object", "list"},
                       {"data", rows},
                       {"model", model},
                       {"usage", {{"total_tokens", usage.input_tokens}}}});
  }

  ServedReply rerank(ProviderCall& call) const {
    const Json body = call.body();
    const std::string model = model_of(body, 400);
    if (!body.contains("query")) throw ConformanceRefusal{400, "query is required"};
    const auto documents = texts_in(body, "documents", 400, 1000);
    const CallUsage usage = usage_of(play_, model, documents);
    call.admit(usage);
    return json_reply({{"object", "list"},
                       {"data", ranking(body["query"].get<std::string>(), body["documents"],
                                        body.value("top_k", documents.size()))},
                       {"model", model},
                       {"usage", {{"total_tokens", usage.input_tokens}}}});
  }

  ModelPlay play_;
};

class CoherePlay : public ConformanceProvider {
 public:
  explicit CoherePlay(const ModelPlay& play) : play_(play) {}

  std::string key_of(const ServedRequest& request) const override { return bearer_key(request); }

  ServedReply answer(ProviderCall& call) override {
    if (call.request.method == "POST" && call.path == "/embed") return embed(call);
    if (call.request.method == "POST" && call.path == "/rerank") return rerank(call);
    throw ConformanceRefusal{404, "endpoint not found"};
  }

  ServedReply refuse(const ConformanceRefusal& refusal) const override {
    return json_reply({{"id", "test"}, {"message", refusal.message}}, refusal.status);
  }

 private:
  ServedReply embed(ProviderCall& call) const {
    static const std::set<std::string> input_types{"search_document", "search_query",
                                                   "classification", "clustering", "image"};
    const Json body = call.body();
    refuse_unknown_fields(body,
                          {"model", "texts", "input_type", "embedding_types", "output_dimension",
                           "max_tokens", "truncate"},
                          400, "invalid request: unknown field: {}");
    const std::string model = model_of(body, 400);
    if (!model.starts_with("embed-")) {
      throw ConformanceRefusal{
          404, fmt::format("model '{}' not found, make sure the correct model ID was used", model)};
    }
    if (!input_types.contains(body.value("input_type", ""))) {
      throw ConformanceRefusal{
          400, "invalid request: valid input_type must be provided with the provided model"};
    }
    const auto texts = texts_in(body, "texts", 400, 96);
    const std::size_t dimensions =
        choice_in(body, "output_dimension", 1536, {256, 512, 1024, 1536}, 400);
    const CallUsage usage = usage_of(play_, model, texts);
    call.admit(usage);
    Json embeddings = Json::object();
    for (const Json& type : body.value("embedding_types", Json::array({"float"}))) {
      if (type != "float" && type != "base64") {
        throw ConformanceRefusal{400, "invalid request: this server knows float and base64"};
      }
      Json rows = Json::array();
      for (const std::string& text : texts) {
        const auto vector = word_vector(text, dimensions);
        rows.push_back(type == "base64" ? Json(encode_base64(std::as_bytes(std::span(vector))))
                                        : Json(vector));
      }
      embeddings[type.get<std::string>()] = std::move(rows);
    }
    return json_reply({{"id", "test"},
                       {"embeddings", embeddings},
                       {"texts", texts},
                       {"meta",
                        {{"api_version", {{"version", "2"}}},
                         {"billed_units", {{"input_tokens", usage.input_tokens}}}}}});
  }

  ServedReply rerank(ProviderCall& call) const {
    const Json body = call.body();
    const std::string model = model_of(body, 400);
    if (!body.contains("query"))
      throw ConformanceRefusal{400, "invalid request: query is required"};
    const auto documents = texts_in(body, "documents", 400, 1000);
    call.admit(usage_of(play_, model, documents));
    return json_reply({{"id", "test"},
                       {"results", ranking(body["query"].get<std::string>(), body["documents"],
                                           body.value("top_n", documents.size()))},
                       {"meta", {{"billed_units", {{"search_units", 1}}}}}});
  }

  ModelPlay play_;
};

/// As with the real Gemini, only vectors with the full number of dimensions have length 1.
class GeminiPlay : public ConformanceProvider {
 public:
  explicit GeminiPlay(const ModelPlay& play) : play_(play) {}

  std::string key_of(const ServedRequest& request) const override {
    return std::string(request.header("x-goog-api-key"));
  }

  ServedReply answer(ProviderCall& call) override {
    const std::size_t colon = call.path.find(':');
    if (call.request.method != "POST" || !call.path.starts_with("/models/") ||
        colon == std::string::npos) {
      throw ConformanceRefusal{404, "Requested entity was not found."};
    }
    const std::string model = call.path.substr(8, colon - 8);
    const std::string verb = call.path.substr(colon + 1);
    if (!model.starts_with("gemini-embedding-")) {
      throw ConformanceRefusal{404,
                               fmt::format("models/{} is not found for API version v1beta", model)};
    }
    const Json body = call.body();
    if (verb == "embedContent") {
      const Json vectors = embed(call, model, Json::array({body}), false);
      return json_reply({{"embedding", vectors[0]}});
    }
    if (verb != "batchEmbedContents")
      throw ConformanceRefusal{404, "Requested entity was not found."};
    refuse_unknown_fields(body, {"requests"}, 400,
                          "Invalid JSON payload received. Unknown name \"{}\": Cannot find field.");
    if (!body.contains("requests") || body["requests"].empty()) {
      throw ConformanceRefusal{400,
                               "* BatchEmbedContentsRequest.requests: at least one is required"};
    }
    if (body["requests"].size() > 100) {
      throw ConformanceRefusal{
          400,
          "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one "
          "batch"};
    }
    return json_reply({{"embeddings", embed(call, model, body["requests"], true)}});
  }

  ServedReply refuse(const ConformanceRefusal& refusal) const override {
    static const std::map<int, std::string> names{
        {400, "INVALID_ARGUMENT"}, {401, "UNAUTHENTICATED"},    {403, "PERMISSION_DENIED"},
        {404, "NOT_FOUND"},        {429, "RESOURCE_EXHAUSTED"}, {500, "INTERNAL"},
        {503, "UNAVAILABLE"}};
    const auto name = names.find(refusal.status);
    return json_reply({{"error",
                        {{"code", refusal.status},
                         {"message", refusal.message},
                         {"status", name == names.end() ? "UNKNOWN" : name->second},
                         {"details", Json::array()}}}},
                      refusal.status);
  }

 private:
  Json embed(ProviderCall& call, const std::string& model, const Json& requests,
             bool is_batch) const {
    static const std::set<std::string> task_types{
        "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "CODE_RETRIEVAL_QUERY", "SEMANTIC_SIMILARITY",
        "CLASSIFICATION",  "CLUSTERING",         "QUESTION_ANSWERING",   "FACT_VERIFICATION"};
    std::vector<std::string> texts;
    for (const Json& request : requests) {
      refuse_unknown_fields(
          request, {"model", "content", "taskType", "title", "outputDimensionality"}, 400,
          "Invalid JSON payload received. Unknown name \"{}\": Cannot find field.");
      if (is_batch && request.value("model", "") != "models/" + model) {
        throw ConformanceRefusal{
            400,
            "* BatchEmbedContentsRequest.requests.model: must be the model of the "
            "batch"};
      }
      if (request.contains("taskType") && !task_types.contains(request.value("taskType", ""))) {
        throw ConformanceRefusal{400, "Invalid value at 'task_type'"};
      }
      std::string text;
      for (const Json& part : request.value("content", Json::object()).value("parts", Json())) {
        text += part.value("text", "");
      }
      if (text.empty())
        throw ConformanceRefusal{400, "* EmbedContentRequest.content: contents is empty"};
      texts.push_back(std::move(text));
    }
    call.admit(usage_of(play_, model, texts));
    Json vectors = Json::array();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::size_t dimensions = requests[i].value("outputDimensionality", std::size_t{3072});
      if (dimensions < 128 || dimensions > 3072) {
        throw ConformanceRefusal{
            400, "* EmbedContentRequest.output_dimensionality: must be 128 to 3072"};
      }
      auto vector = word_vector(texts[i], dimensions);
      if (dimensions != 3072) {
        for (float& value : vector) value *= 0.75F;
      }
      vectors.push_back({{"values", vector}});
    }
    return vectors;
  }

  ModelPlay play_;
};

}  // namespace

std::unique_ptr<ConformanceProvider> make_voyage_play(const ModelPlay& play) {
  return std::make_unique<VoyagePlay>(play);
}

std::unique_ptr<ConformanceProvider> make_cohere_play(const ModelPlay& play) {
  return std::make_unique<CoherePlay>(play);
}

std::unique_ptr<ConformanceProvider> make_gemini_play(const ModelPlay& play) {
  return std::make_unique<GeminiPlay>(play);
}

}  // namespace gitctx

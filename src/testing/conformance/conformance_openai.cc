#include "testing/conformance/conformance_openai.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/base64.h"
#include "testing/word_vector.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::size_t max_inputs = 2048;
constexpr std::size_t max_input_tokens = 8192;
constexpr std::size_t max_request_tokens = 300'000;
constexpr std::size_t compatible_dimensions = 384;

/// The default number of dimensions of a model; 0 if no model has that name.
std::size_t full_dimensions(std::string_view model) {
  if (model == "text-embedding-3-large") return 3072;
  if (model == "text-embedding-3-small" || model == "text-embedding-ada-002") return 1536;
  return 0;
}

[[noreturn]] void refuse_input(std::string message, std::string code = {}) {
  throw ConformanceRefusal{400, std::move(message), std::move(code), "input", {}};
}

std::size_t dimensions_of(const Json& body, const std::string& model) {
  const std::size_t full = full_dimensions(model);
  if (full == 0) {
    throw ConformanceRefusal{
        404,
        fmt::format("The model `{}` does not exist or you do not have access to it.", model),
        "model_not_found",
        {},
        {}};
  }
  if (!body.contains("dimensions")) return full;
  const Json& wanted = body["dimensions"];
  if (model == "text-embedding-ada-002") {
    throw ConformanceRefusal{
        400, "This model does not support specifying dimensions.", {}, "dimensions", {}};
  }
  if (!wanted.is_number_integer() || wanted.get<long>() < 1 || wanted.get<std::size_t>() > full) {
    throw ConformanceRefusal{
        400,
        fmt::format("Invalid value for 'dimensions' = {}. Must be between 1 and {}.", wanted.dump(),
                    full),
        {},
        "dimensions",
        {}};
  }
  return wanted.get<std::size_t>();
}

/// An invented text that represents token ids; the same ids give the same text.
std::string text_of_tokens(const Json& tokens) {
  std::string text;
  for (const Json& token : tokens) {
    if (!token.is_number_unsigned()) refuse_input("'$.input' is invalid.");
    text += fmt::format("token{} ", token.get<std::uint64_t>());
  }
  return text;
}

class OpenAiPlay : public ConformanceProvider {
 public:
  OpenAiPlay(const ModelPlay& play, bool is_compatible)
      : play_(play), is_compatible_(is_compatible), embeddings_(play, is_compatible) {}

  std::string key_of(const ServedRequest& request) const override { return bearer_key(request); }

  ServedReply answer(ProviderCall& call) override {
    const std::string& method = call.request.method;
    if (method == "POST" && call.path == "/embeddings") {
      const auto work = embeddings_.check(call.body());
      call.admit(work.usage);
      return {.headers = {{"Content-Type", "application/json"}}, .body = embeddings_.reply(work)};
    }
    if (method == "POST" && call.path == "/chat/completions") {
      return answer_chat_completion(call, play_, is_compatible_);
    }
    if (method == "GET" && call.path == "/models") {
      Json models = Json::array();
      for (const char* const id : {"text-embedding-3-small", "text-embedding-3-large",
                                   "text-embedding-ada-002", "gpt-4.1-mini", "gpt-4.1"}) {
        models.push_back({{"id", id}, {"object", "model"}, {"created", 0}, {"owned_by", "test"}});
      }
      return json_reply({{"object", "list"}, {"data", models}});
    }
    if (!is_compatible_ && (call.path.starts_with("/files") || call.path.starts_with("/batches"))) {
      return batches_.answer(call);
    }
    throw ConformanceRefusal{404, fmt::format("Invalid URL ({} {})", method, call.request.path),
                             "unknown_url"};
  }

  ServedReply refuse(const ConformanceRefusal& refusal) const override {
    const auto type_and_code = [&]() -> std::pair<const char*, const char*> {
      if (refusal.code == "insufficient_quota") return {"insufficient_quota", "insufficient_quota"};
      switch (refusal.status) {
        case 401:
          return {"invalid_request_error", "invalid_api_key"};
        case 403:
          return {"invalid_request_error", "unsupported_country_region_territory"};
        case 404:
          return {"invalid_request_error", "model_not_found"};
        case 429:
          return {"requests", "rate_limit_exceeded"};
        default:
          return {refusal.status >= 500 ? "server_error" : "invalid_request_error", nullptr};
      }
    }();
    Json error{{"message", refusal.message}, {"type", type_and_code.first}, {"param", nullptr}};
    if (!refusal.field.empty()) error["param"] = refusal.field;
    error["code"] = nullptr;
    if (type_and_code.second != nullptr) error["code"] = type_and_code.second;
    if (!refusal.code.empty()) error["code"] = refusal.code;
    return json_reply({{"error", error}}, refusal.status);
  }

 private:
  ModelPlay play_;
  bool is_compatible_;
  OpenAiEmbeddings embeddings_;
  ConformanceBatches batches_{embeddings_};
};

}  // namespace

std::vector<std::string> OpenAiEmbeddings::texts_of(const Json& input) const {
  std::vector<std::string> texts;
  const bool is_one =
      input.is_string() || (input.is_array() && !input.empty() && input[0].is_number());
  if (is_one) {
    texts.push_back(input.is_string() ? input.get<std::string>() : text_of_tokens(input));
  } else if (input.is_array()) {
    for (const Json& item : input) {
      if (item.is_array() && !item.empty()) {
        texts.push_back(text_of_tokens(item));
      } else if (item.is_string()) {
        texts.push_back(item.get<std::string>());
      } else {
        refuse_input("'$.input' is invalid.");
      }
    }
  }
  if (texts.empty()) refuse_input("'$.input' is invalid.");
  if (texts.size() > max_inputs) {
    refuse_input(
        fmt::format("'$.input' is invalid: an array of at most {} items is expected.", max_inputs));
  }
  const bool has_empty = std::ranges::any_of(texts, &std::string::empty);
  if (has_empty && !is_compatible_) refuse_input("'$.input' is invalid: input cannot be empty.");
  return texts;
}

OpenAiEmbeddings::Work OpenAiEmbeddings::check(const Json& body) const {
  if (!is_compatible_) {
    refuse_unknown_fields(body, {"model", "input", "encoding_format", "dimensions", "user"}, 400,
                          "Unrecognized request argument supplied: {}");
  }
  if (!body.contains("model") || !body["model"].is_string()) {
    throw ConformanceRefusal{400, "you must provide a model parameter"};
  }
  if (!body.contains("input")) refuse_input("'$.input' is missing.");
  Work work;
  work.model = body["model"].get<std::string>();
  const std::string format = body.value("encoding_format", "float");
  if (format != "float" && format != "base64") {
    throw ConformanceRefusal{
        400,
        fmt::format("Invalid value: '{}'. Supported values are: 'float' and 'base64'.", format),
        "invalid_value", "encoding_format"};
  }
  work.base64 = format == "base64" && !is_compatible_;
  work.dimensions = is_compatible_ ? compatible_dimensions : dimensions_of(body, work.model);
  work.texts = texts_of(body["input"]);
  for (const std::string& text : work.texts) {
    const std::size_t tokens = play_.count_tokens(work.model, text);
    if (tokens > max_input_tokens) {
      refuse_input(
          fmt::format("This model's maximum context length is {} tokens, however you "
                      "requested {} tokens ({} in your prompt; 0 for the completion). "
                      "Please reduce your prompt; or completion length.",
                      max_input_tokens, tokens, tokens));
    }
    work.usage.input_tokens += tokens;
  }
  if (work.usage.input_tokens > max_request_tokens) {
    throw ConformanceRefusal{400,
                             fmt::format("Requested {} tokens, max {} tokens per request",
                                         work.usage.input_tokens, max_request_tokens),
                             "max_tokens_per_request"};
  }
  work.usage.inputs = work.texts.size();
  return work;
}

std::string OpenAiEmbeddings::reply(const Work& work) const {
  std::string out = R"({"object":"list","data":[)";
  for (std::size_t i = 0; i < work.texts.size(); ++i) {
    const auto vector = word_vector(work.texts[i], work.dimensions);
    if (i > 0) out += ',';
    out += fmt::format(R"({{"object":"embedding","index":{},"embedding":)", i);
    if (work.base64) {
      out += '"' + encode_base64(std::as_bytes(std::span(vector))) + '"';
    } else {
      out += fmt::format("[{}]", fmt::join(vector, ","));
    }
    out += '}';
  }
  out += fmt::format(R"(],"model":{})", Json(work.model).dump());
  // Compatible servers often omit the usage.
  if (!is_compatible_) {
    out += fmt::format(R"(,"usage":{{"prompt_tokens":{0},"total_tokens":{0}}})",
                       work.usage.input_tokens);
  }
  return out + "}";
}

std::unique_ptr<ConformanceProvider> make_openai_play(const ModelPlay& play, bool is_compatible) {
  return std::make_unique<OpenAiPlay>(play, is_compatible);
}

}  // namespace gitctx

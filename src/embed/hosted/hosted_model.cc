#include "embed/hosted/hosted_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/ascii.h"
#include "base/error.h"
#include "http/url.h"
#include "provider/provider.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

// Texts per request; small enough for servers that run on a CPU.
constexpr std::size_t compatible_items = 64;
constexpr std::size_t compatible_tokens = 32'000;

struct KnownModel {
  std::string_view provider;
  std::string_view name;
  std::size_t dimension;
  bool takes_dimension;
  std::size_t input_tokens;
};

constexpr KnownModel known_models[] = {
    {"openai", "text-embedding-3-small", 1536, true, 8191},
    {"openai", "text-embedding-3-large", 3072, true, 8191},
    {"openai", "text-embedding-ada-002", 1536, false, 8191},
    {"voyage", "voyage-code-3", 1024, true, 32'000},
    {"voyage", "voyage-4-large", 1024, true, 32'000},
    {"voyage", "voyage-4", 1024, true, 32'000},
    {"voyage", "voyage-4-lite", 1024, true, 32'000},
    {"voyage", "voyage-3-large", 1024, true, 32'000},
    {"voyage", "voyage-3.5", 1024, true, 32'000},
    {"voyage", "voyage-3.5-lite", 1024, true, 32'000},
    {"cohere", "embed-v4.0", 1536, true, 128'000},
    {"cohere", "embed-english-v3.0", 1024, false, 512},
    {"cohere", "embed-multilingual-v3.0", 1024, false, 512},
    {"gemini", "gemini-embedding-001", 3072, true, 2048},
};

/// The prefixes that a self-hosted model expects before a text.
struct Prefixes {
  std::string_view part_of_name;
  std::string_view query;
  std::string_view document;
};

constexpr std::string_view bge_query = "Represent this sentence for searching relevant passages: ";

constexpr Prefixes known_prefixes[] = {
    {"nomic-embed", "search_query: ", "search_document: "},
    {"e5-", "query: ", "passage: "},
    {"qwen3-embedding",
     "Instruct: Given a search query, retrieve relevant code snippets that answer the "
     "query\nQuery:",
     ""},
    {"bge-small-en", bge_query, ""},
    {"bge-base-en", bge_query, ""},
    {"bge-large-en", bge_query, ""},
    {"mxbai-embed", bge_query, ""},
};

const KnownModel* find_known(std::string_view provider, std::string_view name) {
  const auto found = std::ranges::find_if(known_models, [&](const KnownModel& model) {
    return model.name == name && (provider.empty() || model.provider == provider);
  });
  return found == std::end(known_models) ? nullptr : &*found;
}

/// Host and port as written in the URL; part of the names of cached vectors.
std::string authority(std::string_view url) {
  const UrlParts parts = parse_url(url);
  return fmt::format("{}{}{}", parts.host, parts.port.empty() ? "" : ":", parts.port);
}

HostedModel model_of(const Provider& provider, std::string name) {
  HostedModel model;
  model.api = provider.embedding_api;
  model.known_provider = &provider;
  model.provider = provider.name;
  model.name = std::move(name);
  model.base_url = provider.embedding_url;
  model.request_items = provider.request_items;
  model.request_tokens = provider.request_tokens;
  model.tells_kinds_apart = provider.tells_kinds_apart;
  if (const KnownModel* known = find_known(provider.name, model.name)) {
    model.dimension = known->dimension;
    model.input_tokens = known->input_tokens;
    model.counts_cl100k = provider.embedding_api == EmbeddingApi::openai;
  }
  return model;
}

/// A server compatible with OpenAI's API: Ollama, llama.cpp, vLLM, LM Studio, TEI.
HostedModel compatible_model(std::string name, const std::string& base_url) {
  HostedModel model;
  model.provider = authority(base_url);
  model.name = std::move(name);
  model.request_items = compatible_items;
  model.request_tokens = compatible_tokens;
  const std::string lower = lower_case(model.name);
  for (const Prefixes& prefixes : known_prefixes) {
    if (!lower.contains(prefixes.part_of_name)) continue;
    model.query_prefix = prefixes.query;
    model.document_prefix = prefixes.document;
    model.tells_kinds_apart = true;
    break;
  }
  return model;
}

void use_dimension(HostedModel& model, int wanted) {
  if (wanted == 0) return;
  const auto dimension = static_cast<std::size_t>(wanted);
  if (dimension == model.dimension) return;
  const KnownModel* known = find_known(model.provider, model.name);
  if (known != nullptr && (!known->takes_dimension || dimension > known->dimension)) {
    throw Error(ErrorCode::configuration,
                fmt::format("{} returns vectors of {} dimensions, but model.dimensions asks for {}",
                            model.full_name(), known->dimension, dimension),
                known->takes_dimension
                    ? fmt::format("Set model.dimensions to at most {}, or to 0", known->dimension)
                    : "Set model.dimensions to 0");
  }
  model.dimension = dimension;
  model.asks_dimension = true;
}

}  // namespace

Service HostedModel::service(std::string api_key) const {
  return {.name = full_name(),
          .base_url = base_url,
          .api_key = std::move(api_key),
          .provider = known_provider,
          .needs_key = needs_key,
          .model_setting = "model.embedding",
          .url_setting = "model.base_url"};
}

std::string HostedModel::id(std::size_t of_dimension) const {
  return fmt::format("{}/{}", full_name(), of_dimension);
}

std::string HostedModel::cache_name(std::size_t of_dimension, InputKind kind) const {
  const std::string_view suffix = !tells_kinds_apart         ? "any"
                                  : kind == InputKind::query ? "query"
                                                             : "document";
  return fmt::format("{}/{}", id(of_dimension), suffix);
}

std::optional<std::size_t> dimension_of_cache_name(std::string_view name) {
  name = name.substr(0, name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/'));
  const std::string_view digits = name.substr(name.rfind('/') + 1);
  std::size_t dimension = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), dimension);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return dimension;
}

std::string HostedModel::sent_text(std::string_view text, InputKind kind,
                                   std::size_t* secrets) const {
  const std::string clean = redacted(text);
  // Also counts marks that the text already had. FileRedactor makes such marks in the parts of a
  // file with a private key.
  if (secrets != nullptr) *secrets += count_redaction_marks(clean);
  return (kind == InputKind::query ? query_prefix : document_prefix) + clean;
}

std::optional<HostedModel> find_hosted_model(const Settings::Model& settings) {
  const std::string& name = settings.embedding;
  if (name == "embedded" || name == "hashed" || name.ends_with(".gcm")) return std::nullopt;
  ModelName split = split_model_name(name);
  if (split.provider != nullptr && split.provider->embedding_url.empty()) split = {.model = name};
  if (const KnownModel* known = split.provider ? nullptr : find_known({}, name)) {
    split.provider = find_provider(known->provider);
  }
  if (split.model.empty() || (split.provider == nullptr && settings.base_url.empty())) {
    throw Error(ErrorCode::configuration, fmt::format("no embedding model named '{}'", name),
                "Set model.embedding to embedded, hashed, a model file (.gcm), openai/NAME, "
                "voyage/NAME, cohere/NAME, gemini/NAME, or any name with model.base_url");
  }
  HostedModel model = split.provider != nullptr
                          ? model_of(*split.provider, std::string(split.model))
                          : compatible_model(name, settings.base_url);
  if (!settings.base_url.empty()) {
    model.base_url = settings.base_url;
    while (model.base_url.ends_with('/')) model.base_url.pop_back();
    model.needs_key = false;
  }
  use_dimension(model, settings.dimensions);
  return model;
}

}  // namespace gitctx

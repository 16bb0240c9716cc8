#include "embed/hosted/hosted_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "base/error.h"

namespace gitctx {
namespace {

/// What holds for all models of a provider.
struct Provider {
  std::string_view name;
  EmbeddingApi api;
  std::string_view base_url;
  std::string_view key_variable;
  std::string_view key_setting;
  std::size_t request_items;
  std::size_t request_tokens;
  bool tells_kinds_apart;
};

// OpenAI takes 2,048 texts and 300,000 tokens, Voyage 1,000 and from 120,000 on, Cohere 96, Gemini
// 100; a margin is left where tokens are estimates.
constexpr Provider providers[] = {
    {"openai", EmbeddingApi::openai, "https://api.openai.com/v1", "OPENAI_API_KEY",
     "model.openai_api_key", 512, 280'000, false},
    {"voyage", EmbeddingApi::voyage, "https://api.voyageai.com/v1", "VOYAGE_API_KEY",
     "model.voyage_api_key", 512, 100'000, true},
    {"cohere", EmbeddingApi::cohere, "https://api.cohere.com", "COHERE_API_KEY",
     "model.cohere_api_key", 96, 100'000, true},
    {"gemini", EmbeddingApi::gemini, "https://generativelanguage.googleapis.com/v1beta",
     "GEMINI_API_KEY", "model.gemini_api_key", 100, 100'000, true},
};

// Small enough for servers that run on the processor.
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

/// What models that are run at home want to read before a text.
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

const Provider* find_provider(std::string_view name) {
  const auto found = std::ranges::find(providers, name, &Provider::name);
  return found == std::end(providers) ? nullptr : &*found;
}

const KnownModel* find_known(std::string_view provider, std::string_view name) {
  const auto found = std::ranges::find_if(known_models, [&](const KnownModel& model) {
    return model.name == name && (provider.empty() || model.provider == provider);
  });
  return found == std::end(known_models) ? nullptr : &*found;
}

/// "localhost:11434" of "http://localhost:11434/v1".
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  const std::size_t user = url.rfind('@');
  return std::string(user == std::string_view::npos ? url : url.substr(user + 1));
}

HostedModel model_of(const Provider& provider, std::string name) {
  HostedModel model;
  model.api = provider.api;
  model.provider = provider.name;
  model.name = std::move(name);
  model.base_url = provider.base_url;
  model.request_items = provider.request_items;
  model.request_tokens = provider.request_tokens;
  model.counts_cl100k = provider.api == EmbeddingApi::openai;
  model.tells_kinds_apart = provider.tells_kinds_apart;
  model.key_variable = provider.key_variable;
  model.key_setting = provider.key_setting;
  if (const KnownModel* known = find_known(provider.name, model.name)) {
    model.dimension = known->dimension;
    model.input_tokens = known->input_tokens;
  }
  return model;
}

/// Any server that speaks as OpenAI does: Ollama, llama.cpp, vLLM, LM Studio, TEI.
HostedModel compatible_model(std::string name, std::string_view base_url) {
  HostedModel model = model_of(providers[0], std::move(name));
  model.provider = host_of(base_url);
  model.dimension = 0;
  model.request_items = compatible_items;
  model.request_tokens = compatible_tokens;
  model.input_tokens = 0;
  model.counts_cl100k = false;
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
                fmt::format("{} gives vectors of {} numbers, model.dimensions asks for {}",
                            model.full_name(), known->dimension, dimension),
                known->takes_dimension
                    ? fmt::format("set model.dimensions to at most {}, or to 0", known->dimension)
                    : "set model.dimensions to 0");
  }
  model.dimension = dimension;
  model.asks_dimension = true;
}

[[noreturn]] void refuse_name(const std::string& name) {
  throw Error(ErrorCode::configuration, fmt::format("no embedding model named '{}'", name),
              "set model.embedding to embedded, hashed, a model file (.gcm), openai/NAME, "
              "voyage/NAME, cohere/NAME, gemini/NAME, or any name with model.base_url");
}

}  // namespace

std::string HostedModel::id(std::size_t of_dimension) const {
  return fmt::format("{}/{}", full_name(), of_dimension);
}

std::string HostedModel::cache_name(std::size_t of_dimension, InputKind kind) const {
  const std::string_view suffix = !tells_kinds_apart         ? "any"
                                  : kind == InputKind::query ? "query"
                                                             : "document";
  return fmt::format("{}/{}", id(of_dimension), suffix);
}

std::string HostedModel::with_prefix(std::string_view text, InputKind kind) const {
  return (kind == InputKind::query ? query_prefix : document_prefix) + std::string(text);
}

std::optional<HostedModel> find_hosted_model(const Settings::Model& settings) {
  const std::string& name = settings.embedding;
  if (name == "embedded" || name == "hashed" || name.ends_with(".gcm")) return std::nullopt;
  const std::size_t slash = name.find('/');
  const Provider* provider = find_provider(name.substr(0, slash));
  const bool has_prefix = provider != nullptr && slash != std::string::npos;
  std::string plain = has_prefix ? name.substr(slash + 1) : name;
  const KnownModel* known = has_prefix ? nullptr : find_known({}, name);
  if (known != nullptr) provider = find_provider(known->provider);
  if (plain.empty()) refuse_name(name);

  std::optional<HostedModel> model;
  if (has_prefix || known != nullptr) {
    model = model_of(*provider, std::move(plain));
  } else if (!settings.base_url.empty()) {
    model = compatible_model(std::move(plain), settings.base_url);
  } else {
    refuse_name(name);
  }
  if (!settings.base_url.empty()) {
    model->base_url = settings.base_url;
    while (model->base_url.ends_with('/')) model->base_url.pop_back();
    model->needs_key = false;
  }
  use_dimension(*model, settings.dimensions);
  return model;
}

}  // namespace gitctx

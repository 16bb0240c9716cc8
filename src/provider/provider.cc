#include "provider/provider.h"

#include <algorithm>

namespace gitctx {
namespace {

// The limits on one embedding request: OpenAI accepts 2,048 texts and 300,000 tokens, Voyage 1,000
// texts and at least 120,000 tokens, Cohere 96 texts, and Gemini 100 texts. Some limits in this
// table are lower, for example where token counts are estimates.
constexpr Provider all[] = {
    {.name = "openai",
     .key_variable = "OPENAI_API_KEY",
     .key_setting = "model.openai_api_key",
     .chat_url = "https://api.openai.com/v1",
     .embedding_url = "https://api.openai.com/v1",
     .request_items = 512,
     .request_tokens = 280'000},
    {.name = "anthropic",
     .key_variable = "ANTHROPIC_API_KEY",
     .key_setting = "model.anthropic_api_key",
     .chat_url = "https://api.anthropic.com",
     .embedding_url = {}},
    {.name = "voyage",
     .key_variable = "VOYAGE_API_KEY",
     .key_setting = "model.voyage_api_key",
     .chat_url = {},
     .embedding_url = "https://api.voyageai.com/v1",
     .embedding_api = EmbeddingApi::voyage,
     .request_items = 512,
     .request_tokens = 100'000,
     .tells_kinds_apart = true},
    {.name = "cohere",
     .key_variable = "COHERE_API_KEY",
     .key_alias = "CO_API_KEY",
     .key_setting = "model.cohere_api_key",
     .chat_url = {},
     .embedding_url = "https://api.cohere.com",
     .embedding_api = EmbeddingApi::cohere,
     .request_items = 96,
     .request_tokens = 100'000,
     .tells_kinds_apart = true},
    {.name = "gemini",
     .key_variable = "GEMINI_API_KEY",
     .key_setting = "model.gemini_api_key",
     .chat_url = {},
     .embedding_url = "https://generativelanguage.googleapis.com/v1beta",
     .embedding_api = EmbeddingApi::gemini,
     .request_items = 100,
     .request_tokens = 100'000,
     .tells_kinds_apart = true},
};

}  // namespace

const Provider* find_provider(std::string_view name) {
  const auto found = std::ranges::find(all, name, &Provider::name);
  return found == std::end(all) ? nullptr : found;
}

ModelName split_model_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {.model = name};
  const Provider* const provider = find_provider(name.substr(0, slash));
  if (provider == nullptr) return {.model = name};
  return {provider, name.substr(slash + 1)};
}

}  // namespace gitctx

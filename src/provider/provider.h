#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gitctx {

/// Wire formats of embedding services.
enum class EmbeddingApi : std::uint8_t { openai, voyage, cohere, gemini };

/// A company that runs models behind an API: the only place that knows its addresses and keys.
struct Provider {
  std::string_view name;            ///< as in "openai/gpt-4.1" and in the price table
  std::string_view key_variable;    ///< the environment variable of its key
  std::string_view key_alias = {};  ///< another variable, which key_variable overrides
  std::string_view key_setting;     ///< "model.openai_api_key"
  std::string_view chat_url;        ///< empty: no chat models
  std::string_view embedding_url;   ///< empty: no embedding models
  EmbeddingApi embedding_api = EmbeddingApi::openai;
  std::size_t request_items = 0;   ///< most texts of one embedding request
  std::size_t request_tokens = 0;  ///< most tokens of one embedding request, all texts together
  bool tells_kinds_apart = false;  ///< a text has different vectors as query and as document
};

/// nullptr: not a provider.
const Provider* find_provider(std::string_view name);

/// A model's name taken apart: "openai/gpt-4.1" is gpt-4.1 of openai.
struct ModelName {
  const Provider* provider = nullptr;  ///< null: the name starts with no provider
  std::string_view model;              ///< the part after the provider; may be empty
};
ModelName split_model_name(std::string_view name);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gitctx {

/// Wire formats of embedding services.
enum class EmbeddingApi : std::uint8_t { openai, voyage, cohere, gemini };

/// A company that runs models behind an API. Only this module knows the addresses of the API and
/// where the API key is set.
struct Provider {
  std::string_view name;            ///< as in "openai/gpt-4.1" and in the price table
  std::string_view key_variable;    ///< the environment variable that holds its key
  std::string_view key_alias = {};  ///< another such variable; key_variable takes precedence
  std::string_view key_setting;     ///< the setting that holds its key: "model.openai_api_key"
  std::string_view chat_url;        ///< empty: it has no chat models
  std::string_view embedding_url;   ///< empty: it has no embedding models
  EmbeddingApi embedding_api = EmbeddingApi::openai;
  std::size_t request_items = 0;   ///< maximum number of texts in one embedding request
  std::size_t request_tokens = 0;  ///< maximum number of tokens in one embedding request
  bool tells_kinds_apart = false;  ///< a text has different vectors as query and as document
};

/// The provider with that name; nullptr if there is none.
const Provider* find_provider(std::string_view name);

/// The two parts of a model's name: "openai/gpt-4.1" is the model gpt-4.1 of the provider openai.
struct ModelName {
  const Provider* provider = nullptr;  ///< null if the name does not start with a provider
  std::string_view model;              ///< the rest of the name; may be empty
};
ModelName split_model_name(std::string_view name);

}  // namespace gitctx

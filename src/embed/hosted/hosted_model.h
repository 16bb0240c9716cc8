#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/settings.h"

namespace gitctx {

/// The wire formats of embedding services.
enum class EmbeddingApi : std::uint8_t { openai, voyage, cohere, gemini };

/// A search engine embeds two kinds of text, and many models have to be told which.
enum class InputKind : std::uint8_t { document, query };

/// An embedding model that a service runs: what is known of it before it is asked.
struct HostedModel {
  EmbeddingApi api = EmbeddingApi::openai;
  std::string provider;            ///< "openai", ..., or host and port of a compatible server
  std::string name;                ///< as the service knows it
  std::string base_url;            ///< without a slash at its end
  std::size_t dimension = 0;       ///< of its vectors; 0: the first reply tells
  bool asks_dimension = false;     ///< the dimension is a wish that requests have to name
  std::size_t request_items = 0;   ///< most texts of one request
  std::size_t request_tokens = 0;  ///< most tokens of one request, all texts together
  std::size_t input_tokens = 0;    ///< most tokens of one text; 0: not known
  bool counts_cl100k = false;      ///< its tokens are those of cl100k_base
  bool tells_kinds_apart = false;  ///< the same text has other vectors as query and as document
  std::string query_prefix;        ///< put before the text by us
  std::string document_prefix;
  std::string key_variable;  ///< "OPENAI_API_KEY"
  std::string key_setting;   ///< "model.openai_api_key"
  bool needs_key = true;

  /// "openai/text-embedding-3-small".
  std::string full_name() const { return provider + "/" + name; }
  /// With the dimension: names the vectors in an index and, with the kind of input, in the cache.
  std::string id(std::size_t of_dimension) const;
  std::string cache_name(std::size_t of_dimension, InputKind kind) const;
  /// What is sent for a text.
  std::string with_prefix(std::string_view text, InputKind kind) const;
};

/// The hosted model that the settings name; nothing for models that need no service. Throws Error
/// (configuration) for a name that is neither.
std::optional<HostedModel> find_hosted_model(const Settings::Model& settings);

}  // namespace gitctx

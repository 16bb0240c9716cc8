#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/settings.h"
#include "provider/provider_error.h"

namespace gitctx {

/// A search engine embeds two kinds of text, and many models have to be told which.
enum class InputKind : std::uint8_t { document, query };

/// A hosted embedding model: what is known about it before the first request.
struct HostedModel {
  EmbeddingApi api = EmbeddingApi::openai;
  const Provider* known_provider = nullptr;  ///< null: a server compatible with OpenAI
  std::string provider;            ///< "openai", ..., or host and port of a compatible server
  std::string name;                ///< as the service knows it
  std::string base_url;            ///< without a final slash
  std::size_t dimension = 0;       ///< of its vectors; 0: that of the first reply
  bool asks_dimension = false;     ///< requests have to name the dimension
  std::size_t request_items = 0;   ///< most texts of one request
  std::size_t request_tokens = 0;  ///< most tokens of one request, all texts together
  std::size_t input_tokens = 0;    ///< most tokens of one text; 0: not known
  bool counts_cl100k = false;      ///< its tokens are those of cl100k_base
  bool tells_kinds_apart = false;  ///< a text has different vectors as query and as document
  std::string query_prefix;        ///< gitctx puts it before the text
  std::string document_prefix;
  bool needs_key = true;

  /// "openai/text-embedding-3-small".
  std::string full_name() const { return provider + "/" + name; }
  Service service(std::string api_key) const;
  /// With the dimension: names the vectors in an index and, with the kind of input, in the cache.
  std::string id(std::size_t of_dimension) const;
  std::string cache_name(std::size_t of_dimension, InputKind kind) const;
  /// The text as it is sent.
  std::string with_prefix(std::string_view text, InputKind kind) const;
};

/// The hosted model that the settings name; nothing for local models. Throws Error (configuration)
/// for an unknown name.
std::optional<HostedModel> find_hosted_model(const Settings::Model& settings);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/settings.h"
#include "provider/provider_error.h"

namespace gitctx {

/// The two kinds of text that gitctx embeds. Many models must be told which kind a text is.
enum class InputKind : std::uint8_t { document, query };

/// The properties of a hosted embedding model that are known before the first request.
struct HostedModel {
  EmbeddingApi api = EmbeddingApi::openai;
  const Provider* known_provider = nullptr;  ///< null: a server compatible with OpenAI
  std::string provider;            ///< "openai", ..., or host and port of a compatible server
  std::string name;                ///< name at the service
  std::string base_url;            ///< without a final slash
  std::size_t dimension = 0;       ///< dimension of vectors; 0: known after the first reply
  bool asks_dimension = false;     ///< requests must name the dimension
  std::size_t request_items = 0;   ///< maximum number of texts in one request
  std::size_t request_tokens = 0;  ///< maximum number of tokens in one request
  std::size_t input_tokens = 0;    ///< maximum number of tokens in one text; 0: not known
  bool counts_cl100k = false;      ///< the service counts tokens by cl100k_base
  bool tells_kinds_apart = false;  ///< a text has different vectors as a query and as a document
  std::string query_prefix;        ///< text that gitctx puts before each query
  std::string document_prefix;
  bool needs_key = true;

  /// "openai/text-embedding-3-small".
  std::string full_name() const { return provider + "/" + name; }
  Service service(std::string api_key) const;
  /// The name of the model's vectors in an index: the full name and the dimension.
  std::string id(std::size_t of_dimension) const;
  /// The name of the model's vectors in the cache: the id and, if it matters, the kind of text.
  std::string cache_name(std::size_t of_dimension, InputKind kind) const;
  /// The text as sent and as hashed for the cache: with the prefix for `kind`, and without secrets
  /// (redact/redactor.h). Adds the number of redaction marks to `secrets`, if given.
  std::string sent_text(std::string_view text, InputKind kind,
                        std::size_t* secrets = nullptr) const;
};

/// The dimension in a name that HostedModel::cache_name() made; nothing for another name.
std::optional<std::size_t> dimension_of_cache_name(std::string_view name);

/// The hosted model that the settings name, or nothing if they name a local model. Throws
/// Error(configuration) if the name is not known.
std::optional<HostedModel> find_hosted_model(const Settings::Model& settings);

}  // namespace gitctx

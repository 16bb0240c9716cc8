#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"

namespace gitctx {

/// A lower-case sub-token of a text (not stemmed), and how often it occurs in the text.
struct TokenCount {
  std::string_view word;
  std::uint32_t count = 1;
};

/// A text to embed. The caller fills `tokens` or `text`, depending on
/// `ModelDescription::reads_tokens`.
struct EmbedInput {
  std::string_view text;
  std::span<const TokenCount> tokens;
};

/// Row-major matrix of `rows` vectors of `dimension` floats.
struct EmbeddingMatrix {
  std::size_t rows = 0;
  std::size_t dimension = 0;
  std::vector<float> values;

  std::span<float> row(std::size_t i) { return {values.data() + i * dimension, dimension}; }
  std::span<const float> row(std::size_t i) const {
    return {values.data() + i * dimension, dimension};
  }
};

/// Why a vector that a service returned is unusable in a search, as a predicate such as "is all
/// zeros"; null if the vector is usable.
const char* vector_problem(std::span<const float> vector);

struct ModelDescription {
  std::string id;  ///< stored in the index; a different id means different vectors
  std::size_t dimension = 0;
  bool reads_tokens = false;  ///< the model reads EmbedInput::tokens, not EmbedInput::text
  bool is_centred = true;     ///< vectors of unrelated texts are at right angles
  float path_weight = 0;      ///< weight of the vector of a path in the vectors of its chunks
  double dollars_per_million_tokens = 0;
};

/// Protocol: turns texts into vectors, in batches. Local models do not normalise document vectors,
/// because the vector of a path is added to them. Query vectors have length 1, or 0 if no word of
/// the query is known. Deterministic. At most one thread may use an instance at a time.
class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual const ModelDescription& model() const = 0;
  virtual EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) = 0;
  virtual EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) = 0;
};

/// The id of a model as shown to users. For the embedded and the hashed model, this is the name
/// from the settings, followed by the id in parentheses.
std::string shown_model(std::string_view id);

/// The message for an index whose vectors come from a model other than the configured one.
std::string other_model_message(std::string_view indexed, std::string_view configured);

/// The local embedder that `settings.embedding` names. Throws Error(configuration) for an unknown
/// name and for a hosted model (embed/hosted/hosted_embedders.h).
std::unique_ptr<Embedder> make_embedder(const Settings::Model& settings);

}  // namespace gitctx

#pragma once

#include <memory>
#include <string>

#include "embed/embedder.h"
#include "embed/local/static_model.h"

namespace gitctx {

/// The model in this program (models/code.gcm).
const StaticModel& embedded_model();

/// A text is the sum of (1 + ln count) * weight(word) * row(word) over its words; a query has
/// weights of its own. Words of one byte are dropped, words outside the vocabulary are made of
/// their character n-grams. Document sums are integers: the order of the words, the batch and
/// earlier calls change no bit. `model` must outlive the embedder.
std::unique_ptr<Embedder> make_static_embedder(const StaticModel& model);

/// As make_static_embedder, for a model file. Throws Error if it cannot be read or is no model.
std::unique_ptr<Embedder> make_model_file_embedder(const std::string& path);

}  // namespace gitctx

#pragma once

#include <memory>
#include <string>

#include "embed/embedder.h"
#include "embed/local/static_model.h"

namespace gitctx {

/// The model inside the binary (models/code.gcm). It is not verified at run time; a test verifies
/// it.
const StaticModel& embedded_model();

/// Embeds a text as the sum of (1 + ln count) * weight(word) * row(word) over its words; documents
/// and queries have separate weights. One-byte words are dropped; words outside the vocabulary are
/// composed of their character n-grams. Document sums are integers: the order of the words, the
/// batch and earlier calls change no bit. `model` must outlive the embedder.
std::unique_ptr<Embedder> make_static_embedder(const StaticModel& model);

/// The same for a model file, which is verified. Throws Error if it cannot be read, is not a model
/// or is damaged.
std::unique_ptr<Embedder> make_model_file_embedder(const std::string& path);

}  // namespace gitctx

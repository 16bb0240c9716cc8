#pragma once

#include <memory>
#include <string>

#include "embed/embedder.h"
#include "embed/local/static_model.h"

namespace gitctx {

/// The model inside the binary (models/code.gcm). Not verified at run time, because a test verifies
/// it.
const StaticModel& embedded_model();

/// Embeds a text as the sum of (1 + ln count) * weight(word) * row(word) over its words. Words have
/// different weights in documents and in queries. One-byte words are dropped. The row of a word
/// outside the vocabulary is made from its character n-grams. Document sums are integers, so the
/// order of the words, the batch and earlier calls do not change the result. `model` must outlive
/// the embedder.
std::unique_ptr<Embedder> make_static_embedder(const StaticModel& model);

/// Verifies a model file and makes an embedder that uses it. Throws Error if the file cannot be
/// read, is not a model or is damaged.
std::unique_ptr<Embedder> make_model_file_embedder(const std::string& path);

}  // namespace gitctx

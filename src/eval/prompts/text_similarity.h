#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "embed/embedder.h"

namespace gitctx {

/// Returns a thread-safe function that measures how similar two texts are in meaning: the cosine
/// between their vectors, or 0 if the cosine is negative.
std::function<double(std::string_view, std::string_view)> make_text_similarity(
    std::unique_ptr<Embedder> embedder);

}  // namespace gitctx

#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "embed/embedder.h"

namespace gitctx {

/// The similarity of two texts in meaning: the cosine of their vectors, or 0 if that is negative.
/// Thread-safe.
std::function<double(std::string_view, std::string_view)> make_text_similarity(
    std::unique_ptr<Embedder> embedder);

}  // namespace gitctx

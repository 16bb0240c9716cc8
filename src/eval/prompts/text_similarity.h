#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "embed/embedder.h"

namespace gitctx {

/// How near two texts are in meaning: the cosine of their vectors, at least 0. Used from any number
/// of threads.
std::function<double(std::string_view, std::string_view)> make_text_similarity(
    std::unique_ptr<Embedder> embedder);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "embed/embedder.h"

namespace gitctx {

inline constexpr std::string_view hashed_model_id = "hashed-v1-256";
inline constexpr std::size_t hashed_dimension = 256;

/// The model that needs no weights. Reads tokens.
std::unique_ptr<Embedder> make_hashed_embedder();

}  // namespace gitctx

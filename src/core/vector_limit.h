#pragma once

#include <cstddef>

namespace gitctx {

/// The maximum dimension of a vector. Up to this dimension, the dot product of two int8 vectors
/// fits an int32.
inline constexpr std::size_t max_vector_dimension = 65536;

}  // namespace gitctx

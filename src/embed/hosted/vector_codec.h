#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gitctx {

/// A vector as a zstd frame with a checksum: the first bytes of all floats, then all second ones
/// and so on (little-endian), each of the four in a block of its own. Lossless. The exponents
/// shrink to a third, digits that a model did not fill to nothing.
std::string compress_vector(std::span<const float> vector);

/// nullopt: `frame` is damaged, or no vector of that dimension.
std::optional<std::vector<float>> decompress_vector(std::span<const std::byte> frame,
                                                    std::size_t dimension);

}  // namespace gitctx

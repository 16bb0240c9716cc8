#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gitctx {

/// A vector as a zstd frame with a checksum: the first bytes of all floats (little-endian), then
/// the second bytes and so on, each of the four in its own block. Lossless. Exponents shrink to a
/// third; mantissa bytes that are always zero disappear.
std::string compress_vector(std::span<const float> vector);

/// nullopt if `frame` is damaged or not a vector of that dimension.
std::optional<std::vector<float>> decompress_vector(std::span<const std::byte> frame,
                                                    std::size_t dimension);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gitctx {

/// Compresses a vector without loss to a zstd frame with a checksum. The frame has four blocks: the
/// first bytes of all floats (little-endian), then the second bytes, and so on. In this order, the
/// exponents shrink to a third of their size, and mantissa bytes that are always zero take almost
/// no space.
std::string compress_vector(std::span<const float> vector);

/// The vector in a frame; nullopt if the frame is damaged or has another dimension.
std::optional<std::vector<float>> decompress_vector(std::span<const std::byte> frame,
                                                    std::size_t dimension);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// One zstd frame with a content checksum.
std::string compress_text(std::string_view text);

/// The text of a frame; nothing if the frame is damaged or its text does not have `size` bytes.
std::optional<std::string> decompress_text(std::span<const std::byte> frame, std::uint32_t size);

}  // namespace gitctx

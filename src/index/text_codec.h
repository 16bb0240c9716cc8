#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// One zstd frame with a content checksum. The text must have at most most_text_bytes.
std::string compress_text(std::string_view text);

/// The limit of the text in one frame: twice the highest `index.max_blob_size_mb`, because UTF-8
/// takes up to twice the bytes of other encodings.
inline constexpr std::uint32_t most_text_bytes = 256U << 20;

/// Whether the head of a frame announces a text of `size` bytes, at most most_text_bytes.
bool announces_text(std::span<const std::byte> frame, std::uint32_t size);

/// The text of a frame; nothing if the frame is damaged, its text does not have `size` bytes, or
/// `size` exceeds most_text_bytes.
std::optional<std::string> decompress_text(std::span<const std::byte> frame, std::uint32_t size);

}  // namespace gitctx

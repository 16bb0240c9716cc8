#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

// Base64 of RFC 4648 without line breaks.

/// Encodes the bytes as base64 with padding.
std::string encode_base64(std::span<const std::byte> bytes);

/// The decoded size of `text`, with or without padding.
std::size_t base64_decoded_size(std::string_view text);

/// Decodes `text`, with or without padding, into `out`. Returns false and leaves `out` unspecified
/// if `text` is not the base64 form of exactly out.size() bytes. Decodes more than one gigabyte a
/// second.
bool decode_base64(std::string_view text, std::span<std::byte> out);

/// The decoded bytes; nothing if `text` is not base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace gitctx

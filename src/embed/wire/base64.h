#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// How many bytes that many characters of base64 (RFC 4648) stand for, padding counted as written.
std::size_t base64_decoded_size(std::string_view text);

/// Decodes base64 without line breaks, padded or not, into `out`. False when `text` is no base64 of
/// exactly out.size() bytes; then `out` holds anything. With AVX2 four and more bytes a nanosecond.
bool decode_base64(std::string_view text, std::span<std::byte> out);

/// With padding.
std::string encode_base64(std::span<const std::byte> bytes);

}  // namespace gitctx

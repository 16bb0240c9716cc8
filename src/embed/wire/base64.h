#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gitctx {

/// The decoded size of base64 text (RFC 4648), with or without padding.
std::size_t base64_decoded_size(std::string_view text);

/// Decodes base64 without line breaks, with or without padding, into `out`. Returns false, with
/// `out` unspecified, unless `text` is base64 of exactly out.size() bytes. Decodes more than 1
/// GB/s.
bool decode_base64(std::string_view text, std::span<std::byte> out);

}  // namespace gitctx

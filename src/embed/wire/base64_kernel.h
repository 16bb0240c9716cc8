#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gitctx::detail {

/// Decodes as many whole blocks as it can, up to the first character that is not of the alphabet,
/// and returns how many characters it took: a multiple of four, 0 where the processor lacks what
/// the kernel needs. Three bytes of `out` belong to four characters; what lies behind those may be
/// written, too, inside of `out`.
std::size_t decode_base64_blocks(std::string_view text, std::span<std::byte> out);

}  // namespace gitctx::detail

#pragma once

#include <cstddef>

namespace gitctx::detail {

/// Decodes as many whole blocks as it can, up to the first character that is not of the alphabet,
/// and returns how many characters it took: a multiple of four, 0 where the processor lacks what
/// the kernel needs. Three bytes of `out` belong to four characters; nothing behind `out_size` is
/// written.
std::size_t decode_base64_blocks(const char* text, std::size_t size, std::byte* out,
                                 std::size_t out_size);

}  // namespace gitctx::detail

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gitctx::detail {

/// Decodes whole blocks up to the first character outside the alphabet and returns the number of
/// characters it decoded: a multiple of four, and 0 if the processor lacks the instructions. Four
/// characters give three bytes of `out`; the bytes of `out` after those may also be overwritten.
std::size_t decode_base64_blocks(std::string_view text, std::span<std::byte> out);

}  // namespace gitctx::detail

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/encoding.h"

namespace gitctx {

/// Guesses the encoding of bytes that are neither UTF-8 nor UTF-16. Reads only the lines that have
/// bytes beyond ASCII, and at most 32 KB of them. Returns nothing if no guess is plausible;
/// Windows-1252 is then the best choice.
std::optional<Encoding> guess_encoding(std::string_view bytes);

}  // namespace gitctx

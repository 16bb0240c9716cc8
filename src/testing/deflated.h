#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The text in the compressed form of git's objects (zlib). Throws std::runtime_error if zlib
/// fails.
std::string deflated(std::string_view text);

}  // namespace gitctx

#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// gitctx(1) as troff source with man(7) macros.
std::string manual_page(std::string_view version);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// models/prices.yml, as it was when the program was built.
std::string_view embedded_prices();

}  // namespace gitctx

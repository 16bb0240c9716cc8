#pragma once

#include <string>

namespace gitctx {

/// "$12.34"; amounts under ten cents with two significant digits: "$0.0042".
std::string format_usd(double usd);

}  // namespace gitctx

#pragma once

#include <string>

namespace gitctx {

/// "$12.34"; amounts under ten cents with the digits that say something: "$0.0042".
std::string format_usd(double usd);

}  // namespace gitctx

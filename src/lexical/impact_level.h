#pragma once

#include <cstdint>

namespace gitctx {

/// The impact of a level. A level is an upper bound of an impact, stored in one byte. Levels are
/// equal steps of the contribution (saturate() in bm25f.h). So the contribution of the bound
/// exceeds the true contribution by at most 1/255 of the maximum.
float impact_of_level(std::uint8_t level);

/// The lowest level whose impact is at least `impact`.
std::uint8_t level_of_impact(float impact);

}  // namespace gitctx

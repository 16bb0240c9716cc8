#pragma once

#include <cstdint>

namespace gitctx {

/// An upper bound of an impact in one byte. Levels are equal steps of the contribution (saturate()
/// of bm25f.h), so a bound exceeds the true contribution by at most 1/255 of the maximum.
float impact_of_level(std::uint8_t level);

/// The lowest level whose impact is at least `impact`.
std::uint8_t level_of_impact(float impact);

}  // namespace gitctx

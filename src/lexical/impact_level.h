#pragma once

#include <cstdint>

namespace gitctx {

/// An upper bound of an impact in one byte. Levels are even steps of what an impact is worth
/// (saturate() of bm25f.h), so a bound is at most 1/255 of the maximum above the truth.
float impact_of_level(std::uint8_t level);

/// The lowest level whose impact is not below this one.
std::uint8_t level_of_impact(float impact);

}  // namespace gitctx

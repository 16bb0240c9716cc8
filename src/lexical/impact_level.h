#pragma once

#include <cstdint>

namespace gitctx {

/// Returns the impact that a level stands for. A level is one byte that encodes an upper bound of
/// an impact. The contribution (saturate() in bm25f.h) grows by the same amount from each level to
/// the next. So the contribution of the bound exceeds the contribution of the impact itself by at
/// most 1/255 of the maximum contribution.
float impact_of_level(std::uint8_t level);

/// The lowest level whose impact is at least `impact`.
std::uint8_t level_of_impact(float impact);

}  // namespace gitctx

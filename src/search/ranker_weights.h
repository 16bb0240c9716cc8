#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

inline constexpr RankerModel hybrid_model = {
    {5.0, 3.0, 0.8, 0.6,  2.5,  1.0,  0,    1.2,   1.8, 0,   0.6,  1.0, 0.8,
     0,   1.2, 0,   -1.2, -0.9, -0.9, -0.7, -0.35, 0,   1.2, -0.6, 0,   0},
    {-5.0, 1.0, 0, 0, 0, 0}};
inline constexpr RankerModel lexical_model = hybrid_model;
inline constexpr RankerModel semantic_model = hybrid_model;

}  // namespace gitctx

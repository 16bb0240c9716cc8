#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "search/ranker.h"

namespace gitctx {

struct RankerMode {
  SearchMode mode;
  std::string_view name;
};

/// The modes that have a ranker, in the order in which ranker_header() takes their models.
inline constexpr std::array<RankerMode, 3> ranker_modes = {{{SearchMode::hybrid, "hybrid"},
                                                            {SearchMode::lexical, "lexical"},
                                                            {SearchMode::semantic, "semantic"}}};

/// The text of search/ranker_weights.h with the given models, one per mode.
std::string ranker_header(std::span<const RankerModel> models);

}  // namespace gitctx

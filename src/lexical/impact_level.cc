#include "lexical/impact_level.h"

#include <algorithm>
#include <array>

#include "lexical/bm25f.h"

namespace gitctx {
namespace {

constexpr int level_count = 256;

/// Level n is worth n/255 of the maximum; the last one stands for every impact above.
constexpr std::array<float, level_count> make_impacts() {
  std::array<float, level_count> impacts{};
  for (int level = 0; level < level_count - 1; ++level) {
    impacts[static_cast<std::size_t>(level)] =
        Bm25f::k1 * static_cast<float>(level) / static_cast<float>(level_count - 1 - level);
  }
  impacts.back() = 1e9f;
  return impacts;
}

constexpr std::array<float, level_count> impacts_of_levels = make_impacts();

}  // namespace

float impact_of_level(std::uint8_t level) { return impacts_of_levels[level]; }

std::uint8_t level_of_impact(float impact) {
  const auto at = std::lower_bound(impacts_of_levels.begin(), impacts_of_levels.end() - 1, impact);
  return static_cast<std::uint8_t>(at - impacts_of_levels.begin());
}

}  // namespace gitctx

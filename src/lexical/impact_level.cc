#include "lexical/impact_level.h"

#include <algorithm>
#include <array>

#include "lexical/bm25f.h"

namespace gitctx {
namespace {

constexpr int level_count = 256;

/// The impact that each level stands for. The contribution of the impact of level n is n/255 of the
/// maximum contribution. The last level covers all higher impacts.
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
  constexpr auto steps = static_cast<float>(level_count - 1);
  const auto near = static_cast<int>(steps * impact / (Bm25f::k1 + impact));
  // `near` may be rounded up or down, so the search starts one level lower.
  auto level = static_cast<std::size_t>(std::max(near - 1, 0));
  while (level + 1 < level_count && impacts_of_levels[level] < impact) ++level;
  return static_cast<std::uint8_t>(level);
}

}  // namespace gitctx

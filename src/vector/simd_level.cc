#include "vector/simd_level.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>

namespace gitctx {
namespace {

/// The names of the levels, indexed by level.
constexpr std::array<std::string_view, 3> names = {"portable", "avx2", "avx512_vnni"};
static_assert(static_cast<std::size_t>(SimdLevel::avx512_vnni) + 1 == names.size());

SimdLevel initial_level() {
  const SimdLevel supported = supported_simd_level();
  const char* const name = std::getenv("GITCTX_SIMD");
  const auto wanted = name != nullptr ? simd_level_from_name(name) : std::nullopt;
  return std::min(supported, wanted.value_or(supported));
}

std::atomic<SimdLevel>& current_level() {
  static std::atomic<SimdLevel> level{initial_level()};
  return level;
}

}  // namespace

SimdLevel supported_simd_level() {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2")) return SimdLevel::portable;
  const bool has_vnni = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512vnni");
  return has_vnni ? SimdLevel::avx512_vnni : SimdLevel::avx2;
#else
  return SimdLevel::portable;
#endif
}

SimdLevel simd_level() { return current_level().load(std::memory_order_relaxed); }

SimdLevel set_simd_level(SimdLevel level) {
  const SimdLevel used = std::min(level, supported_simd_level());
  current_level().store(used, std::memory_order_relaxed);
  return used;
}

std::string_view simd_level_name(SimdLevel level) { return names[static_cast<std::size_t>(level)]; }

std::optional<SimdLevel> simd_level_from_name(std::string_view name) {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<SimdLevel>(found - names.begin());
}

}  // namespace gitctx

#pragma once

#include <optional>
#include <string_view>

namespace gitctx {

/// The instruction sets for which kernels exist. Each set includes the previous sets.
enum class SimdLevel { portable, avx2, avx512_vnni };

/// The best level this processor can run.
SimdLevel supported_simd_level();

/// The level in use: the best supported level, or a lower one named by the environment variable
/// GITCTX_SIMD. Results have the same bits at every level; only the speed differs.
SimdLevel simd_level();

/// Switches the process to `level`, or to the best supported level if that is lower; for tests and
/// benchmarks. Returns the level now in use.
SimdLevel set_simd_level(SimdLevel level);

/// "portable", "avx2", "avx512_vnni".
std::string_view simd_level_name(SimdLevel level);
std::optional<SimdLevel> simd_level_from_name(std::string_view name);

}  // namespace gitctx

#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace gitctx::torture {

/// Damages `file` in a random way, and says how: changed, missing, doubled or moved bytes, a
/// removed file, a folder or a pipe in its place, the content of a foreign file, or a swap with one
/// of the `others`, which are of the same sandbox.
std::string damage_file(const std::filesystem::path& file,
                        const std::vector<std::filesystem::path>& others,
                        const std::vector<std::filesystem::path>& foreign, std::mt19937_64& random);

}  // namespace gitctx::torture

#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace gitctx::torture {

/// Damages `file` in a random way, and says how: changed, missing, doubled or swapped bytes, a
/// removed file, a folder or a pipe in its place, or the content of one of the `others`.
std::string damage_file(const std::filesystem::path& file,
                        const std::vector<std::filesystem::path>& others, std::mt19937_64& random);

}  // namespace gitctx::torture

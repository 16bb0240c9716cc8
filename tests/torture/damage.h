#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace gitctx::torture {

/// Damages `file` in a random way and returns a description of the damage. Bytes are changed,
/// removed, doubled or moved, or the file is removed. The file may also be replaced by a folder, by
/// a pipe or by the content of a foreign file, or swapped with one of the `others`, which must be
/// in the same sandbox.
std::string damage_file(const std::filesystem::path& file,
                        const std::vector<std::filesystem::path>& others,
                        const std::vector<std::filesystem::path>& foreign, std::mt19937_64& random);

}  // namespace gitctx::torture

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace gitctx {

/// The limits for an index of git. The largest real index has about 500,000 files. libgit2 needs
/// the limits because it reads a whole index into memory, recurses into the folders of the
/// extension TREE, and unpacks the paths of a version 4 index. In version 4, each path can repeat
/// the start of the previous path.
struct IndexLimits {
  std::uint64_t file_bytes = std::uint64_t{1} << 30;
  std::uint32_t entries = 1'200'000;
  std::uint64_t path_bytes = std::uint64_t{128} << 20;  ///< total of the unpacked paths
  std::uint64_t comparisons = 50'000'000;  ///< of paths in the same bucket of a hash table
  std::size_t folders = 1'200'000;         ///< in the extension TREE
  std::size_t folder_depth = 4096;         ///< in the extension TREE
  std::uint64_t conflict_bytes = std::uint64_t{16} << 20;  ///< of the extensions REUC and NAME
};

/// Throws Error if the file exists but is not a complete index of git, or if it exceeds a limit.
/// Must be called before libgit2 reads an index.
void check_index_file(const std::filesystem::path& file, const IndexLimits& limits = {});

}  // namespace gitctx

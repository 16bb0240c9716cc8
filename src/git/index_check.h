#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace gitctx {

/// What an index of git may have. The largest real index has about 500,000 files. libgit2 reads
/// all of an index into memory, follows the folders of the extension TREE by recursion, and unpacks
/// each path of a version 4 index, in which a path can repeat the start of the path before.
struct IndexLimits {
  std::uint64_t file_bytes = std::uint64_t{1} << 30;
  std::uint32_t entries = 1'200'000;
  std::uint64_t path_bytes = std::uint64_t{128} << 20;  ///< total of the unpacked paths
  std::uint64_t comparisons = 50'000'000;  ///< of paths with the same place in a hash table
  std::size_t folders = 1'200'000;         ///< in the extension TREE
  std::size_t folder_depth = 4096;         ///< in the extension TREE
  std::uint64_t conflict_bytes = std::uint64_t{16} << 20;  ///< of the extensions REUC and NAME
};

/// Throws Error if the file exists, but is not a complete index of git or exceeds a limit. Must be
/// called before libgit2 reads an index.
void check_index_file(const std::filesystem::path& file, const IndexLimits& limits = {});

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <string>

namespace gitctx {

struct RandomHistoryOptions {
  int commits = 20;
  int paths = 8;
  int contents = 4;  ///< number of file contents; few, so that branches often have equal files
};

/// A stream for RepoBuilder::fast_import: commits on branches b0, b1, ... with merges of up to
/// three parents, several roots, reverts, deletions, mode changes, files that turn into folders,
/// and dates that are equal or go backwards. The same seed gives the same history.
std::string random_history(std::uint32_t seed, const RandomHistoryOptions& options = {});

}  // namespace gitctx

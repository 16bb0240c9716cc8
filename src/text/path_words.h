#pragma once

#include <string_view>

namespace gitctx {

/// The parts of a path, as views into it. The stem of `a/.env` is `.env`.
struct PathSplit {
  std::string_view directory;  ///< without the final slash; empty at the root
  std::string_view stem;       ///< the file's name without its extension
  std::string_view extension;  ///< without the dot
};

PathSplit split_path(std::string_view path);

/// Whether a file with this stem (in lower case) only combines the other files of its folder, as
/// index.js, __init__.py and mod.rs do.
bool is_entry_stem(std::string_view lower_case_stem);

/// The name that people use for a file: the stem, or the name of the folder for an entry file in a
/// folder. A view into the path.
std::string_view known_name(const PathSplit& path);

/// The last 60 bytes of the folders of a path. The vector of the path is computed from these bytes
/// and the stem.
std::string_view nearest_folders(const PathSplit& path);

}  // namespace gitctx

#include "text/path_words.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace gitctx {

PathSplit split_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  PathSplit split;
  split.directory = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  const std::size_t dot = name.rfind('.');
  const bool has_extension = dot != std::string_view::npos && dot > 0;
  split.stem = has_extension ? name.substr(0, dot) : name;
  split.extension = has_extension ? name.substr(dot + 1) : std::string_view();
  return split;
}

bool is_entry_stem(std::string_view lower_case_stem) {
  constexpr std::string_view stems[] = {"index", "__init__", "mod", "init", "package-info"};
  return std::ranges::find(stems, lower_case_stem) != std::end(stems);
}

std::string_view known_name(const PathSplit& path) {
  if (path.directory.empty() || !is_entry_stem(lower_case(path.stem))) return path.stem;
  return path.directory.substr(path.directory.rfind('/') + 1);
}

std::string_view nearest_folders(const PathSplit& path) {
  constexpr std::size_t bytes = 60;
  const std::size_t size = path.directory.size();
  return path.directory.substr(size > bytes ? size - bytes : 0);
}

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/views/tree_cache.h"

namespace gitctx {

/// Positions in a list of sorted paths, ascending.
using PathNumbers = std::vector<std::uint32_t>;

/// Compares two trees at given paths; reads only subtrees that differ and contain such a path.
class PathComparison {
 public:
  struct Result {
    PathNumbers changed;   ///< other content or mode in `parent`, or missing there
    PathNumbers unknown;   ///< below an unreadable subtree
    bool stopped = false;  ///< not finished, so the other members are invalid
  };

  /// `paths` are sorted. `should_stop` is called before each tree is read.
  PathComparison(TreeCache& trees, std::span<const std::string_view> paths,
                 std::function<bool()> should_stop)
      : trees_(trees), paths_(paths), should_stop_(std::move(should_stop)) {}

  /// Compares the paths `numbers`, which are all files of `child`.
  Result run(const TreeId& child, const TreeId& parent, const PathNumbers& numbers);

 private:
  using Range = std::span<const std::uint32_t>;

  void compare(const TreeId& child, const TreeId& parent, Range range, std::size_t prefix_size);
  void compare_entry(const TreeEntry& child, const TreeEntry* parent, Range range,
                     std::size_t prefix_size);
  /// The numbers in `range` of paths that have `name` after `prefix_size` characters, followed by a
  /// slash if `is_directory`, else by nothing.
  Range find(Range range, std::size_t prefix_size, std::string_view name, bool is_directory) const;

  TreeCache& trees_;
  std::span<const std::string_view> paths_;
  std::function<bool()> should_stop_;
  Result result_;
};

}  // namespace gitctx

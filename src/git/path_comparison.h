#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/views/tree_cache.h"

namespace gitctx {

/// Ascending positions in a list of sorted paths.
using PathNumbers = std::vector<std::uint32_t>;

/// Compares two trees at the given paths. Reads only subtrees that differ and contain at least one
/// of the paths.
class PathComparison {
 public:
  struct Result {
    PathNumbers changed;   ///< paths with other content or mode in `parent`, or missing there
    PathNumbers unknown;   ///< paths below an unreadable subtree
    bool stopped = false;  ///< if true, the other members are invalid
  };

  /// `paths` must be sorted. `should_stop` is called before each tree is read.
  PathComparison(TreeCache& trees, std::span<const std::string_view> paths,
                 std::function<bool()> should_stop)
      : trees_(trees), paths_(paths), should_stop_(std::move(should_stop)) {}

  /// Compares the paths `numbers`, which must all be files of `child`.
  Result run(const TreeId& child, const TreeId& parent, const PathNumbers& numbers);

 private:
  using Range = std::span<const std::uint32_t>;

  void compare(const TreeId& child, const TreeId& parent, Range range, std::size_t prefix_size);
  void compare_entry(const TreeEntry& child, const TreeEntry* parent, Range range,
                     std::size_t prefix_size);
  /// The part of `range` whose paths have `name` after the first `prefix_size` characters. If
  /// `is_directory` is set, a slash follows `name` in these paths; otherwise the paths end there.
  Range find(Range range, std::size_t prefix_size, std::string_view name, bool is_directory) const;

  TreeCache& trees_;
  std::span<const std::string_view> paths_;
  std::function<bool()> should_stop_;
  Result result_;
};

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/views/tree_cache.h"

namespace gitctx {

/// Numbers into a list of sorted paths, ascending: which paths are meant.
using PathNumbers = std::vector<std::uint32_t>;

/// Compares two trees at given paths only, reading just the subtrees that differ and hold one.
class PathComparison {
 public:
  struct Result {
    PathNumbers changed;   ///< other content or mode, or missing in `parent`
    PathNumbers unknown;   ///< below a subtree that cannot be read
    bool stopped = false;  ///< given up halfway: the rest means nothing
  };

  /// `paths` are sorted. `should_stop` is asked before each tree is read.
  PathComparison(TreeCache& trees, std::span<const std::string_view> paths,
                 std::function<bool()> should_stop)
      : trees_(trees), paths_(paths), should_stop_(std::move(should_stop)) {}

  /// Which of `numbers` `child` has otherwise than `parent`; all of them are files of `child`.
  Result run(const TreeId& child, const TreeId& parent, const PathNumbers& numbers);

 private:
  using Range = std::span<const std::uint32_t>;

  void compare(const TreeId& child, const TreeId& parent, Range range, std::size_t prefix_size);
  void compare_entry(const TreeEntry& child, const TreeEntry* parent, Range range,
                     std::size_t prefix_size);
  /// Those of `range` whose path goes on behind `prefix_size` with `name`, and then with a slash or
  /// not at all.
  Range find(Range range, std::size_t prefix_size, std::string_view name, bool is_directory) const;

  TreeCache& trees_;
  std::span<const std::string_view> paths_;
  std::function<bool()> should_stop_;
  Result result_;
};

}  // namespace gitctx

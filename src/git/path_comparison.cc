#include "git/path_comparison.h"

#include <algorithm>

#include "git/views/tree_difference.h"

namespace gitctx {

PathComparison::Result PathComparison::run(const TreeId& child, const TreeId& parent,
                                           const PathNumbers& numbers) {
  result_ = {};
  if (child != parent) compare(child, parent, numbers, 0);
  std::ranges::sort(result_.changed);
  std::ranges::sort(result_.unknown);
  return std::move(result_);
}

void PathComparison::compare(const TreeId& child, const TreeId& parent, Range range,
                             std::size_t prefix_size) {
  if (result_.stopped || should_stop_()) {
    result_.stopped = true;
    return;
  }
  const auto child_tree = trees_.get(child);
  const auto parent_tree = trees_.get(parent);
  if (child_tree == nullptr || parent_tree == nullptr) {
    result_.unknown.insert(result_.unknown.end(), range.begin(), range.end());
    return;
  }
  for_each_difference(child_tree->bytes(), parent_tree->bytes(),
                      [&](const TreeEntry* in_child, const TreeEntry* in_parent) {
                        if (in_child == nullptr || result_.stopped) return;
                        compare_entry(*in_child, in_parent, range, prefix_size);
                      });
}

void PathComparison::compare_entry(const TreeEntry& child, const TreeEntry* parent, Range range,
                                   std::size_t prefix_size) {
  const bool is_directory = child.kind() == EntryKind::directory;
  const Range inside = find(range, prefix_size, child.name, is_directory);
  if (inside.empty()) return;
  if (is_directory && parent != nullptr) {
    compare(child.id<TreeId>(), parent->id<TreeId>(), inside, prefix_size + child.name.size() + 1);
  } else {
    result_.changed.insert(result_.changed.end(), inside.begin(), inside.end());
  }
}

PathComparison::Range PathComparison::find(Range range, std::size_t prefix_size,
                                           std::string_view name, bool is_directory) const {
  // Compares `name` with only the first name.size() characters of a path, so that all paths in the
  // folder `name` compare equal.
  const auto part_before = [&](std::uint32_t number, bool equal_counts) {
    const std::string_view rest = paths_[number].substr(prefix_size);
    int order = rest.substr(0, name.size()).compare(name);
    if (order == 0) {
      const int next =
          rest.size() > name.size() ? static_cast<unsigned char>(rest[name.size()]) : 0;
      order = next - (is_directory ? '/' : 0);
    }
    return equal_counts ? order <= 0 : order < 0;
  };
  const auto begin = std::partition_point(range.begin(), range.end(),
                                          [&](std::uint32_t n) { return part_before(n, false); });
  const auto end = std::partition_point(begin, range.end(),
                                        [&](std::uint32_t n) { return part_before(n, true); });
  return {begin, end};
}

}  // namespace gitctx

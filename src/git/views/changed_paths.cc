#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/stop.h"
#include "git/commit_order.h"
#include "git/object_store.h"
#include "git/views/tree_cache.h"
#include "git/views/tree_difference.h"
#include "git/views/tree_lister.h"
#include "git/views/view_builder.h"

namespace gitctx {
namespace {

constexpr std::size_t most_entries = 1'000'000;
// Comparing two trees, even empty ones, takes as much time as reading this number of their bytes.
constexpr std::uint64_t bytes_per_comparison = 256;

/// The paths at which two trees differ, and the work that it took to find them.
struct TreeChanges {
  std::vector<std::string> paths;
  std::uint64_t tree_bytes = 0;
};

/// Collects the paths at which two trees differ, up to `stop_at` of them.
class PathCollector {
 public:
  PathCollector(ObjectStore& objects, std::size_t stop_at) : trees_(objects), stop_at_(stop_at) {}

  /// Compares two trees; a missing id means an empty tree. An unreadable tree counts as one path.
  void compare(const std::optional<TreeId>& a, const std::optional<TreeId>& b,
               std::size_t depth = 0) {
    if (depth > most_tree_depth) return give_up();
    const auto a_object = read(a);
    const auto b_object = read(b);
    changes_.tree_bytes += bytes_per_comparison;
    if ((a && !a_object) || (b && !b_object)) {
      changes_.paths.push_back(prefix_);
      return;
    }
    const auto bytes = [](const auto& object) {
      return object ? object->bytes() : std::string_view();
    };
    changes_.tree_bytes += bytes(a_object).size() + bytes(b_object).size();
    for_each_difference(bytes(a_object), bytes(b_object),
                        [&](const TreeEntry* from, const TreeEntry* to) {
                          if (changes_.paths.size() < stop_at_) add_entry(from, to, depth);
                        });
  }

  TreeChanges take() { return std::move(changes_); }

 private:
  std::shared_ptr<const RawObject> read(const std::optional<TreeId>& id) {
    return id ? trees_.get(*id) : nullptr;
  }

  /// Fills the list up to the limit, which stops the comparison. A limit on paths alone does not
  /// bound the work, because trees can differ in any number of folders without files.
  void give_up() { changes_.paths.resize(std::max(changes_.paths.size(), stop_at_)); }

  void add_entry(const TreeEntry* from, const TreeEntry* to, std::size_t depth) {
    if (++entries_ > most_entries) return give_up();
    const TreeEntry* any = from != nullptr ? from : to;
    const std::size_t size = prefix_.size();
    prefix_ += any->name.substr(0, most_path_bytes);
    if (any->kind() != EntryKind::directory) {
      changes_.paths.push_back(prefix_);
    } else {
      prefix_ += '/';
      compare(from != nullptr ? std::optional(from->id<TreeId>()) : std::nullopt,
              to != nullptr ? std::optional(to->id<TreeId>()) : std::nullopt, depth + 1);
    }
    prefix_.resize(size);
  }

  TreeCache trees_;
  std::size_t stop_at_;
  std::size_t entries_ = 0;
  std::string prefix_;
  TreeChanges changes_;
};

TreeChanges changed_paths(ObjectStore& objects, const TreeId& a, const TreeId& b,
                          std::size_t stop_at) {
  if (a == b) return {};
  PathCollector collector(objects, stop_at);
  collector.compare(a, b);
  return collector.take();
}

}  // namespace

std::size_t count_changed_paths(Repository& repository, const CommitId& from, const CommitId& to,
                                std::size_t stop_at) {
  ObjectStore& objects = repository.objects();
  return changed_paths(objects, objects.require_commit(from).tree, objects.require_commit(to).tree,
                       stop_at)
      .paths.size();
}

std::vector<ChangedPaths> newest_changes(Repository& repository, const CommitId& tip,
                                         const ChangeLimits& limits, const std::stop_token& stop) {
  ObjectStore& objects = repository.objects();
  const CommitOrder order =
      order_commits(objects, {tip}, read_shallow_boundary(repository.layout()), stop);
  std::vector<ChangedPaths> changes;
  std::uint64_t tree_bytes = 0;
  for (auto commit = order.commits.rbegin();
       commit != order.commits.rend() && changes.size() < limits.commits; ++commit) {
    throw_if_stopped(stop);
    if (tree_bytes > limits.tree_bytes) break;
    const std::vector<CommitId> parents = repository.parents(commit->id);
    if (parents.size() != 1) continue;
    const auto parent = objects.commit(parents[0]);
    if (!parent) continue;
    TreeChanges found = changed_paths(objects, commit->tree, parent->tree, limits.paths + 1);
    tree_bytes += found.tree_bytes;
    if (found.paths.size() > limits.paths) continue;
    changes.push_back({commit->id, std::move(found.paths)});
  }
  return changes;
}

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/view.h"
#include "git/object_store.h"

namespace gitctx {

// A few objects can represent any number of paths, because equal folders share one object. The
// largest real repositories have about 500,000 files. An index run needs about 750 bytes of memory
// for each path, and five times the total size of the paths. These limits keep the run below 2 GB.
inline constexpr std::size_t most_paths = 1'200'000;  ///< files and folders of a view
inline constexpr std::size_t most_listed_bytes = std::size_t{128} << 20;  ///< of a view's paths
inline constexpr std::size_t most_path_bytes = 4096;  ///< a path must be shorter, as in git
inline constexpr std::size_t most_tree_depth = 2048;
/// A few objects can also represent any number of unreadable folders.
inline constexpr std::size_t most_unreadable = 100'000;

/// Throws the Error that reports too many unreadable objects. `what` names them, such as "folders
/// of the history".
[[noreturn]] void throw_too_many_unreadable(const std::string& what, std::size_t most);

/// Limits the number and the total size of the paths of `what`, such as "the worktree".
class PathBudget {
 public:
  explicit PathBudget(std::string what, std::size_t max_paths = most_paths,
                      std::size_t max_bytes = most_listed_bytes)
      : what_(std::move(what)), max_paths_(max_paths), max_bytes_(max_bytes) {}

  /// Counts a path of this size. Throws Error if a limit is exceeded.
  void add(std::size_t bytes);

 private:
  std::string what_;
  std::size_t max_paths_;
  std::size_t max_bytes_;
  std::size_t paths_ = 0;
  std::size_t bytes_ = 0;
};

/// One path of a tree, before any rules apply.
struct ListedFile {
  std::string path;
  BlobId id;
  std::uint32_t mode = 0;
  EntryKind kind = EntryKind::file;  ///< never EntryKind::directory
};

struct TreeListing {
  std::vector<ListedFile> files;  ///< sorted by path, without duplicates
  /// Unreadable subtrees, whose paths end in '/', entries with names that git refuses, and the
  /// beginnings of paths that are too long.
  std::vector<SkippedFile> skipped;
};

/// All files below a tree. Throws Error if the root cannot be read, or if the tree exceeds the
/// limits for a view.
TreeListing list_tree(ObjectStore& objects, const TreeId& root, const std::stop_token& stop,
                      std::size_t max_paths = most_paths,
                      std::size_t max_unreadable = most_unreadable);

}  // namespace gitctx

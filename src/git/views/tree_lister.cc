#include "git/views/tree_lister.h"

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/stop.h"
#include "git/views/tree_cache.h"

namespace gitctx {
namespace {

class Lister {
 public:
  Lister(ObjectStore& objects, const TreeId& root, const std::stop_token& stop,
         std::size_t max_paths, std::size_t max_unreadable)
      : objects_(objects),
        trees_(objects),
        stop_(stop),
        root_(root),
        budget_("the tree " + root.hex(), max_paths),
        max_unreadable_(max_unreadable) {}

  TreeListing run() {
    const auto tree = trees_.get(root_);
    if (tree == nullptr) throw_unreadable("a tree", read_error(root_));
    push(tree, 0);
    while (!frames_.empty()) step();
    sort_once();
    return std::move(listing_);
  }

 private:
  using Tree = std::shared_ptr<const RawObject>;
  struct Frame {
    Tree tree;
    TreeCursor cursor;
    std::size_t prefix_size;  ///< size of the folder's path, with the final slash
  };

  void push(Tree tree, std::size_t prefix_size) {
    const TreeCursor cursor(tree->bytes());
    frames_.push_back({.tree = std::move(tree), .cursor = cursor, .prefix_size = prefix_size});
  }

  std::string read_error(const TreeId& id) {
    const auto object = objects_.read(id, ObjectKind::tree);
    return object ? "" : object.error();
  }

  void step() {
    Frame& frame = frames_.back();
    path_.resize(frame.prefix_size);
    if (frame.cursor.at_end()) {
      if (frame.cursor.malformed()) skip_tree("the tree is corrupt");
      frames_.pop_back();
      return;
    }
    const TreeEntry entry = frame.cursor.entry();
    path_ += entry.name.substr(0, most_path_bytes);
    frame.cursor.advance();
    budget_.add(path_.size());
    if (path_.size() >= most_path_bytes) return skip_long_path(entry.kind());
    if (!entry.has_valid_name()) return skip_tree("git refuses this name");
    if (entry.kind() == EntryKind::directory) {
      enter(entry.id<TreeId>());
      return;
    }
    listing_.files.push_back(
        {.path = path_, .id = entry.id<BlobId>(), .mode = entry.mode, .kind = entry.kind()});
  }

  void enter(const TreeId& id) {
    throw_if_stopped(stop_);
    path_.push_back('/');
    if (frames_.size() >= most_tree_depth) return skip_tree("the tree is too deep");
    const Tree tree = trees_.get(id);
    if (tree == nullptr) return skip_tree(read_error(id));
    push(tree, path_.size());
  }

  void skip_long_path(EntryKind kind) {
    path_.resize(most_path_bytes);
    if (kind == EntryKind::directory) path_.push_back('/');
    skip_tree("the path has " + std::to_string(most_path_bytes) + " bytes or more");
  }

  void skip_tree(std::string why) {
    if (listing_.skipped.size() >= max_unreadable_) {
      throw_too_many_unreadable("files and folders of the tree " + root_.hex(), max_unreadable_);
    }
    listing_.skipped.push_back(
        {.path = path_, .reason = SkipReason::unreadable, .detail = std::move(why)});
  }

  void sort_once() {
    auto& files = listing_.files;
    if (!std::ranges::is_sorted(files, {}, &ListedFile::path)) {
      std::ranges::stable_sort(files, {}, &ListedFile::path);
    }
    const auto repeated = std::ranges::unique(files, {}, &ListedFile::path);
    files.erase(repeated.begin(), repeated.end());
  }

  ObjectStore& objects_;
  TreeCache trees_;
  const std::stop_token& stop_;
  TreeId root_;
  PathBudget budget_;
  std::size_t max_unreadable_;
  TreeListing listing_;
  std::vector<Frame> frames_;
  std::string path_;
};

}  // namespace

void throw_too_many_unreadable(const std::string& what, std::size_t most) {
  throw Error(ErrorCode::failure,
              "more than " + std::to_string(most) + " " + what + " cannot be read",
              "Run: git fsck");
}

void PathBudget::add(std::size_t bytes) {
  constexpr const char* hint = "gitctx does not index a repository of this size";
  bytes_ += bytes;
  if (++paths_ > max_paths_) {
    throw Error(ErrorCode::failure,
                what_ + " has more than " + std::to_string(max_paths_) + " files and folders",
                hint);
  }
  if (bytes_ > max_bytes_) {
    throw Error(ErrorCode::failure,
                "the paths of " + what_ + " have more than " + std::to_string(max_bytes_ >> 20) +
                    " MB in total",
                hint);
  }
}

TreeListing list_tree(ObjectStore& objects, const TreeId& root, const std::stop_token& stop,
                      std::size_t max_paths, std::size_t max_unreadable) {
  return Lister(objects, root, stop, max_paths, max_unreadable).run();
}

}  // namespace gitctx

#include "git/views/tree_lister.h"

#include <algorithm>

#include "base/stop.h"

namespace gitctx {
namespace {

/// A guard against forged trees; no real repository has deeper ones.
constexpr std::size_t tree_depth_limit = 2048;

class Lister {
 public:
  Lister(ObjectStore& objects, const std::stop_token& stop) : objects_(objects), stop_(stop) {}

  TreeListing run(const TreeId& root) {
    auto object = objects_.read(root, ObjectKind::tree);
    if (!object) {
      throw_unreadable("a tree", object.error());
    }
    push(std::move(*object), 0);
    while (!frames_.empty()) step();
    sort_once();
    return std::move(listing_);
  }

 private:
  struct Frame {
    RawObject object;
    TreeCursor cursor;
    std::size_t prefix_size;  ///< bytes of path_, with the final slash
  };

  void push(RawObject object, std::size_t prefix_size) {
    TreeCursor cursor(object.bytes());
    frames_.push_back({.object = std::move(object), .cursor = cursor, .prefix_size = prefix_size});
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
    path_ += entry.name;
    frame.cursor.advance();
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
    if (frames_.size() >= tree_depth_limit) return skip_tree("the tree is too deep");
    auto object = objects_.read(id, ObjectKind::tree);
    if (!object) return skip_tree(object.error());
    push(std::move(*object), path_.size());
  }

  void skip_tree(std::string why) {
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
  const std::stop_token& stop_;
  TreeListing listing_;
  std::vector<Frame> frames_;
  std::string path_;
};

}  // namespace

TreeListing list_tree(ObjectStore& objects, const TreeId& root, const std::stop_token& stop) {
  return Lister(objects, stop).run(root);
}

}  // namespace gitctx

#pragma once

#include <memory>
#include <unordered_map>

#include "git/object_store.h"

namespace gitctx {

/// Keeps recently used tree objects, in two generations. When the young generation is full, it
/// becomes the old generation. The trees of the previous old generation are then dropped, except
/// those that were used meanwhile. Each generation holds at most `generation_bytes` and one more
/// tree. Callers may hold further trees.
class TreeCache {
 public:
  explicit TreeCache(ObjectStore& objects, std::size_t generation_bytes = 8 << 20)
      : objects_(objects), generation_bytes_(generation_bytes) {}

  /// Null if the tree cannot be read.
  std::shared_ptr<const RawObject> get(const TreeId& id) {
    if (const auto found = young_.find(id); found != young_.end()) return found->second;
    std::shared_ptr<const RawObject> tree;
    if (const auto found = old_.find(id); found != old_.end()) {
      tree = found->second;
    } else {
      auto object = objects_.read(id, ObjectKind::tree);
      if (!object) return nullptr;
      tree = std::make_shared<const RawObject>(std::move(*object));
    }
    keep(id, tree);
    return tree;
  }

 private:
  void keep(const TreeId& id, const std::shared_ptr<const RawObject>& tree) {
    if (young_bytes_ > generation_bytes_) {
      old_ = std::move(young_);
      young_.clear();
      young_bytes_ = 0;
    }
    young_bytes_ += tree->bytes().size();
    young_.emplace(id, tree);
  }

  using Generation = std::unordered_map<TreeId, std::shared_ptr<const RawObject>>;
  ObjectStore& objects_;
  std::size_t generation_bytes_;
  std::size_t young_bytes_ = 0;
  Generation young_;
  Generation old_;
};

}  // namespace gitctx

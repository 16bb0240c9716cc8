#include "base/error.h"
#include "git/object_store.h"
#include "git/tree_difference.h"
#include "git/view_builder.h"

namespace gitctx {
namespace {

class ChangeCounter {
 public:
  ChangeCounter(ObjectStore& objects, std::size_t stop_at) : objects_(objects), stop_at_(stop_at) {}

  /// A null pointer is the empty tree. A tree that cannot be read counts as one path.
  void compare(const TreeId* a, const TreeId* b) {
    const auto a_object = read(a);
    const auto b_object = read(b);
    if ((a != nullptr && !a_object) || (b != nullptr && !b_object)) {
      ++count_;
      return;
    }
    const auto bytes = [](const auto& object) {
      return object ? object->bytes() : std::string_view();
    };
    for_each_difference(bytes(a_object), bytes(b_object),
                        [this](const TreeEntry* from, const TreeEntry* to) {
                          if (count_ < stop_at_) count_entry(from, to);
                        });
  }

  std::size_t count() const { return std::min(count_, stop_at_); }

 private:
  std::optional<RawObject> read(const TreeId* id) {
    if (id == nullptr) return std::nullopt;
    auto object = objects_.read(*id, ObjectKind::tree);
    if (!object) return std::nullopt;
    return std::move(*object);
  }

  void count_entry(const TreeEntry* from, const TreeEntry* to) {
    const TreeEntry* any = from != nullptr ? from : to;
    if (any->kind() != EntryKind::directory) {
      ++count_;
      return;
    }
    const auto a = from != nullptr ? std::optional(from->id<TreeId>()) : std::nullopt;
    const auto b = to != nullptr ? std::optional(to->id<TreeId>()) : std::nullopt;
    compare(a ? &*a : nullptr, b ? &*b : nullptr);
  }

  ObjectStore& objects_;
  std::size_t stop_at_;
  std::size_t count_ = 0;
};

TreeId tree_of(ObjectStore& objects, const CommitId& commit) {
  const auto raw = objects.commit(commit);
  if (raw) return raw->tree;
  throw Error(ErrorCode::failure, "cannot read a commit: " + raw.error(),
              "check the repository: git fsck");
}

}  // namespace

std::size_t count_changed_paths(Repository& repository, const CommitId& from, const CommitId& to,
                                std::size_t stop_at) {
  ObjectStore& objects = repository.objects();
  const TreeId a = tree_of(objects, from);
  const TreeId b = tree_of(objects, to);
  if (a == b) return 0;
  ChangeCounter counter(objects, stop_at);
  counter.compare(&a, &b);
  return counter.count();
}

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/commit.h"
#include "core/ids.h"

namespace gitctx {

// The formats of git objects, read by hand: parsing a tree takes a fraction of building libgit2's.

using TreeId = ObjectId<struct TreeTag>;

/// The type of an id is not known before its object was read.
using AnyId = ObjectId<struct AnyTag>;

template <class To, class Tag>
To id_cast(const ObjectId<Tag>& id) {
  return To{id.bytes};
}

enum class EntryKind : std::uint8_t { file, directory, symlink, submodule };

/// One entry of a tree; `name` and `id_bytes` look into the tree's bytes.
struct TreeEntry {
  std::string_view name;
  const std::uint8_t* id_bytes = nullptr;
  std::uint32_t mode = 0;

  EntryKind kind() const;
  /// What decides whether two entries of one name are the same: content, mode and kind.
  bool same_as(const TreeEntry& other) const {
    return mode == other.mode && std::memcmp(id_bytes, other.id_bytes, 20) == 0;
  }
  template <class Id>
  Id id() const {
    Id out;
    std::memcpy(out.bytes.data(), id_bytes, 20);
    return out;
  }
};

/// Reads the entries of a tree object in order: by name, with folders as if their name ended in
/// '/', so that a walk yields full paths in byte order.
class TreeCursor {
 public:
  explicit TreeCursor(std::string_view bytes) : rest_(bytes) { advance(); }

  bool at_end() const { return at_end_; }
  const TreeEntry& entry() const { return entry_; }
  void advance();
  /// The bytes are no tree from here on; the cursor is at its end then.
  bool malformed() const { return malformed_; }

 private:
  std::string_view rest_;
  TreeEntry entry_;
  bool at_end_ = false;
  bool malformed_ = false;
};

/// The order of entries in a tree: negative, zero or positive.
int compare_tree_names(const TreeEntry& a, const TreeEntry& b);

/// What walks over history need of a commit.
struct RawCommit {
  TreeId tree;
  std::vector<CommitId> parents;
  std::int64_t committer_time_s = 0;
};

/// Nothing if the bytes are no commit object.
std::optional<RawCommit> parse_commit(std::string_view bytes);

/// Author, date and subject of a commit object. Text in the encoding the commit names, or that is
/// not UTF-8 at all, is converted; never fails.
CommitInfo parse_commit_info(const CommitId& id, std::string_view bytes);

/// The object a tag object points at; nothing if the bytes are no tag object.
std::optional<AnyId> parse_tag_target(std::string_view bytes);

}  // namespace gitctx

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

// Parsers of git objects. Parsing a tree here takes a fraction of the time that libgit2 takes.

using TreeId = ObjectId<struct TreeTag>;

/// The id of an object whose kind is not known until the object is read.
using AnyId = ObjectId<struct AnyTag>;

template <class To, class Tag>
To id_cast(const ObjectId<Tag>& id) {
  return To{id.bytes};
}

enum class EntryKind : std::uint8_t { file, directory, symlink, submodule };

/// One entry of a tree; `name` and `id_bytes` point into the bytes of the tree.
struct TreeEntry {
  std::string_view name;
  const std::uint8_t* id_bytes = nullptr;
  std::uint32_t mode = 0;

  EntryKind kind() const;
  /// Whether git accepts the name. A malicious tree can have names such as `..`, `.git` and `/a/b`,
  /// which lead out of the repository.
  bool has_valid_name() const;
  /// Whether two entries with the same name have the same content, mode and kind.
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

/// Reads the entries of a tree object in the stored order, which is by name. For this order, the
/// name of a folder ends in '/', so a walk yields full paths in byte order.
class TreeCursor {
 public:
  explicit TreeCursor(std::string_view bytes) : rest_(bytes) { advance(); }

  bool at_end() const { return at_end_; }
  const TreeEntry& entry() const { return entry_; }
  void advance();
  /// Whether the cursor has ended because the bytes are not a valid tree.
  bool malformed() const { return malformed_; }

 private:
  std::string_view rest_;
  TreeEntry entry_;
  bool at_end_ = false;
  bool malformed_ = false;
};

/// Compares two entries by the order of a tree. The result is negative, zero or positive.
int compare_tree_names(const TreeEntry& a, const TreeEntry& b);

/// The parts of a commit that a walk over the history needs.
struct RawCommit {
  TreeId tree;
  std::vector<CommitId> parents;
  std::int64_t committer_time_s = 0;
};

/// The parsed commit; nothing if the bytes are not a commit object.
std::optional<RawCommit> parse_commit(std::string_view bytes);

/// The author, date and subject of a commit object. Text is converted to UTF-8 from the encoding
/// that the commit names, or else from a guessed encoding. Never fails.
CommitInfo parse_commit_info(const CommitId& id, std::string_view bytes);

/// The message of a commit object after its subject, in UTF-8, without blank lines at its ends.
std::string parse_commit_body(std::string_view bytes);

/// The target of a tag object; nothing if the bytes are not a tag object.
std::optional<AnyId> parse_tag_target(std::string_view bytes);

}  // namespace gitctx

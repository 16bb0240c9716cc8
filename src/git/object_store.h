#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "git/raw_objects.h"

struct git_odb;
struct git_odb_object;

namespace gitctx {

/// The values are equal to those of git_object_t.
enum class ObjectKind : std::uint8_t { other, commit, tree, blob, tag };

/// The word for a kind in the header of an object, as in "commit 312"; "object" for `other`.
std::string_view name_of(ObjectKind kind);
/// The kind of an object with this word in its header; `other` if no kind has this word.
ObjectKind kind_named(std::string_view name);

/// Owns the stored bytes of an object.
class RawObject {
 public:
  explicit RawObject(git_odb_object* object);

  ObjectKind kind() const { return kind_; }
  std::string_view bytes() const { return bytes_; }

 private:
  std::unique_ptr<git_odb_object, void (*)(git_odb_object*)> object_;
  std::string_view bytes_;
  ObjectKind kind_;
};

struct ObjectHeader {
  ObjectKind kind = ObjectKind::other;
  std::uint64_t size_bytes = 0;
};

/// The size limit for commits, tags and trees. No real object of these kinds exceeds the limit, but
/// a few compressed kilobytes in a pack can expand to an object that does.
inline constexpr std::uint64_t most_object_bytes = std::uint64_t{200} << 20;

/// Reads the object database of a repository (loose objects, packs, alternates). Each thread needs
/// its own store, because threads that share a store are slower than a single thread. The error of
/// a failed read is a clause that names the object: "object 1234... is missing", "object 1234... is
/// corrupt: ...".
class ObjectStore {
 public:
  /// Throws Error in these cases:
  /// * The folder does not exist.
  /// * check_object_files() refuses a file.
  explicit ObjectStore(const std::filesystem::path& objects_dir);

  /// Reads a commit, tag or tree. An object larger than most_object_bytes is an error.
  template <class Tag>
  std::expected<RawObject, std::string> read(const ObjectId<Tag>& id) {
    return read_limited(id_cast<AnyId>(id));
  }
  /// Like read(), but an object of another kind is an error. Blobs have no size limit here; a
  /// caller can get the size from header() before it reads a blob.
  template <class Tag>
  std::expected<RawObject, std::string> read(const ObjectId<Tag>& id, ObjectKind kind) {
    return read_as(id_cast<AnyId>(id), kind);
  }
  /// The kind and size of the object, without its content.
  std::expected<ObjectHeader, std::string> header(const AnyId& id);

  /// The commit, with all parents that it names, even missing ones.
  std::expected<RawCommit, std::string> commit(const CommitId& id);
  /// Like commit(), but throws Error if the commit cannot be read.
  RawCommit require_commit(const CommitId& id);

 private:
  std::expected<RawObject, std::string> read_any(const AnyId& id);
  std::expected<RawObject, std::string> read_limited(const AnyId& id);
  std::expected<RawObject, std::string> read_as(const AnyId& id, ObjectKind kind);

  std::unique_ptr<git_odb, void (*)(git_odb*)> odb_;
};

/// Throws the Error that reports a failed read. `what` names the kind of object ("a commit"), and
/// `error` is the cause.
[[noreturn]] void throw_unreadable(const std::string& what, const std::string& error);

/// The id of a blob with these bytes.
BlobId hash_blob(std::string_view bytes);

}  // namespace gitctx

#include "git/object_store.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "git/libgit2.h"
#include "git/objects/object_database.h"

namespace gitctx {
namespace {

constexpr std::string_view kind_names[] = {"object", "commit", "tree", "blob", "tag"};
static_assert(static_cast<std::size_t>(ObjectKind::tag) + 1 == std::size(kind_names));
static_assert(static_cast<int>(ObjectKind::commit) == GIT_OBJECT_COMMIT &&
              static_cast<int>(ObjectKind::tag) == GIT_OBJECT_TAG);

ObjectKind kind_of(git_object_t type) {
  const bool is_stored = type >= GIT_OBJECT_COMMIT && type <= GIT_OBJECT_TAG;
  return is_stored ? static_cast<ObjectKind>(type) : ObjectKind::other;
}

std::string read_failure(const AnyId& id, int code) {
  throw_if_out_of_memory();
  if (code == GIT_ENOTFOUND) return "object " + id.hex() + " is missing";
  return "object " + id.hex() + " is corrupt: " + libgit2_message();
}

}  // namespace

std::string_view name_of(ObjectKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

ObjectKind kind_named(std::string_view name) {
  const auto found =
      std::ranges::find(std::next(std::begin(kind_names)), std::end(kind_names), name);
  if (found == std::end(kind_names)) return ObjectKind::other;
  return static_cast<ObjectKind>(found - std::begin(kind_names));
}

RawObject::RawObject(git_odb_object* object)
    : object_(object, libgit2().git_odb_object_free),
      bytes_(static_cast<const char*>(libgit2().git_odb_object_data(object)),
             libgit2().git_odb_object_size(object)),
      kind_(kind_of(libgit2().git_odb_object_type(object))) {}

ObjectStore::ObjectStore(const std::filesystem::path& objects_dir)
    : odb_(open_objects(objects_dir)) {}

std::expected<RawObject, std::string> ObjectStore::read_any(const AnyId& id) {
  const git_oid oid = oid_of(id);
  git_odb_object* object = nullptr;
  const int code = libgit2().git_odb_read(&object, odb_.get(), &oid);
  if (code != 0) return std::unexpected(read_failure(id, code));
  return RawObject(object);
}

std::expected<RawObject, std::string> ObjectStore::read_limited(const AnyId& id) {
  const auto stored = header(id);
  if (stored && stored->size_bytes > most_object_bytes) {
    return std::unexpected("object " + id.hex() + " has " + std::to_string(stored->size_bytes) +
                           " bytes; a commit, tag or folder has at most 200 MB");
  }
  return read_any(id);
}

std::expected<RawObject, std::string> ObjectStore::read_as(const AnyId& id, ObjectKind kind) {
  auto object = kind == ObjectKind::blob ? read_any(id) : read_limited(id);
  if (object && object->kind() != kind) {
    return std::unexpected("object " + id.hex() + " is a " + std::string(name_of(object->kind())) +
                           ", not a " + std::string(name_of(kind)));
  }
  return object;
}

std::expected<ObjectHeader, std::string> ObjectStore::header(const AnyId& id) {
  const git_oid oid = oid_of(id);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  const int code = libgit2().git_odb_read_header(&size, &type, odb_.get(), &oid);
  if (code != 0) return std::unexpected(read_failure(id, code));
  return ObjectHeader{.kind = kind_of(type), .size_bytes = size};
}

std::expected<RawCommit, std::string> ObjectStore::commit(const CommitId& id) {
  const auto object = read(id, ObjectKind::commit);
  if (!object) return std::unexpected(object.error());
  const auto commit = parse_commit(object->bytes());
  if (!commit) return std::unexpected("object " + id.hex() + " is corrupt: not a commit");
  return *commit;
}

RawCommit ObjectStore::require_commit(const CommitId& id) {
  auto read = commit(id);
  if (!read) throw_unreadable("a commit", read.error());
  return *std::move(read);
}

void throw_unreadable(const std::string& what, const std::string& error) {
  throw Error(ErrorCode::failure, "cannot read " + what + ": " + error, "Run: git fsck");
}

BlobId hash_blob(std::string_view bytes) {
  git_oid oid;
  if (libgit2().git_odb_hash(&oid, bytes.data(), bytes.size(), GIT_OBJECT_BLOB) != 0) {
    throw Error(ErrorCode::failure, "cannot hash: " + libgit2_message());
  }
  return id_of<BlobId>(oid);
}

}  // namespace gitctx

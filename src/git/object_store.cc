#include "git/object_store.h"

#include <iterator>

#include "base/error.h"
#include "git/libgit2.h"
#include "git/objects/object_database.h"

namespace gitctx {
namespace {

constexpr const char* kind_names[] = {"object", "commit", "tree", "blob", "tag"};
static_assert(static_cast<std::size_t>(ObjectKind::tag) + 1 == std::size(kind_names));

static_assert(static_cast<int>(ObjectKind::commit) == GIT_OBJECT_COMMIT &&
              static_cast<int>(ObjectKind::tag) == GIT_OBJECT_TAG);

ObjectKind kind_of(git_object_t type) {
  const bool is_stored = type >= GIT_OBJECT_COMMIT && type <= GIT_OBJECT_TAG;
  return is_stored ? static_cast<ObjectKind>(type) : ObjectKind::other;
}

const char* name_of(ObjectKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

git_oid to_oid(const AnyId& id) {
  git_oid oid;
  std::memcpy(oid.id, id.bytes.data(), sizeof oid.id);
  return oid;
}

std::string read_failure(const AnyId& id, int code) {
  throw_if_out_of_memory();
  if (code == GIT_ENOTFOUND) return "object " + id.hex() + " is missing";
  return "object " + id.hex() + " is corrupt: " + libgit2_message();
}

}  // namespace

RawObject::RawObject(git_odb_object* object)
    : object_(object, libgit2().git_odb_object_free),
      bytes_(static_cast<const char*>(libgit2().git_odb_object_data(object)),
             libgit2().git_odb_object_size(object)),
      kind_(kind_of(libgit2().git_odb_object_type(object))) {}

ObjectStore::ObjectStore(const std::filesystem::path& objects_dir)
    : odb_(open_objects(objects_dir)) {}

std::expected<RawObject, std::string> ObjectStore::read_any(const AnyId& id) {
  const git_oid oid = to_oid(id);
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
    return std::unexpected("object " + id.hex() + " is a " + name_of(object->kind()) + ", not a " +
                           name_of(kind));
  }
  return object;
}

std::expected<ObjectHeader, std::string> ObjectStore::header(const AnyId& id) {
  const git_oid oid = to_oid(id);
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
  BlobId id;
  std::memcpy(id.bytes.data(), oid.id, sizeof oid.id);
  return id;
}

}  // namespace gitctx

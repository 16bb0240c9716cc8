#include "git/blob_reader.h"

#include "git/object_store.h"
#include "git/views/worktree_files.h"

namespace gitctx {
namespace {

BlobContent unreadable(std::string why) {
  return {.reason = SkipReason::unreadable, .detail = std::move(why)};
}

}  // namespace

BlobReader::BlobReader(const RepositoryLayout& layout, std::uint64_t max_blob_bytes)
    : layout_(layout),
      max_blob_bytes_(max_blob_bytes),
      objects_(std::make_unique<ObjectStore>(layout.objects_dir())) {}

BlobReader::BlobReader(BlobReader&&) noexcept = default;
BlobReader::~BlobReader() = default;

BlobContent BlobReader::read(const BlobId& blob) {
  const auto header = objects_->header(id_cast<AnyId>(blob));
  if (!header) return unreadable(header.error());
  if (header->kind == ObjectKind::blob && header->size_bytes > max_blob_bytes_) {
    return {.reason = SkipReason::too_large,
            .size_bytes = header->size_bytes,
            .detail = std::to_string(header->size_bytes) + " bytes"};
  }
  const auto object = objects_->read(blob, ObjectKind::blob);
  if (!object) return unreadable(object.error());
  return {.bytes = std::string(object->bytes()), .size_bytes = object->bytes().size()};
}

BlobContent BlobReader::read(const ViewEntry& entry) {
  if (!entry.dirty) return read(entry.blob);
  if (worktree_ == nullptr) worktree_ = std::make_unique<WorktreeFiles>(layout_);
  auto file = worktree_->read(entry.path, max_blob_bytes_);
  if (file.blob == entry.blob) {
    return {.bytes = std::move(file.bytes), .size_bytes = file.size_bytes};
  }
  // If the content was staged, git has an object with this content, even if the file has changed
  // since.
  BlobContent stored = read(entry.blob);
  if (stored.ok() || stored.reason == SkipReason::too_large) return stored;
  if (file.reason == SkipReason::none) return unreadable("the file changed during indexing");
  return {.reason = file.reason, .size_bytes = file.size_bytes, .detail = std::move(file.detail)};
}

}  // namespace gitctx

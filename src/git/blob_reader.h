#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/ids.h"
#include "core/view.h"
#include "git/head_reader.h"

namespace gitctx {

class ObjectStore;
class WorktreeFiles;

/// The content of a blob, or why there is none.
struct BlobContent {
  SkipReason reason = SkipReason::none;  ///< none, too_large or unreadable
  std::string bytes;                     ///< empty unless reason is none
  std::uint64_t size_bytes = 0;          ///< also for too_large
  std::string detail;                    ///< for people: the size, or what is wrong

  bool ok() const { return reason == SkipReason::none; }
};

/// Reads blobs. One per thread, with its own handle. Never throws for a bad object: that is an
/// answer. A blob over the limit is never loaded, its size comes from the object header.
class BlobReader {
 public:
  BlobReader(const RepositoryLayout& layout, std::uint64_t max_blob_bytes);
  BlobReader(BlobReader&&) noexcept;
  ~BlobReader();

  BlobContent read(const BlobId& blob);

  /// The content of a view's entry. A dirty one is read from the worktree as git would store it;
  /// if the file has changed since the view was built and no object has the content, it is
  /// unreadable: the bytes returned always are those of `entry.blob`.
  BlobContent read(const ViewEntry& entry);

 private:
  RepositoryLayout layout_;
  std::uint64_t max_blob_bytes_;
  std::unique_ptr<ObjectStore> objects_;
  std::unique_ptr<WorktreeFiles> worktree_;
};

}  // namespace gitctx

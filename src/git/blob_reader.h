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

/// The content of a blob, or why it is not available.
struct BlobContent {
  SkipReason reason = SkipReason::none;  ///< none, too_large or unreadable
  std::string bytes;                     ///< empty unless reason is none
  std::uint64_t size_bytes = 0;          ///< also set if reason is too_large
  std::string detail;                    ///< text for messages: the size or the error

  bool ok() const { return reason == SkipReason::none; }
};

/// Reads blobs. Each thread needs its own reader. Never throws for a bad object; instead, the
/// result has the reason. A blob over the size limit is not loaded; its size is read from the
/// object header.
class BlobReader {
 public:
  BlobReader(const RepositoryLayout& layout, std::uint64_t max_blob_bytes);
  BlobReader(BlobReader&&) noexcept;
  ~BlobReader();

  BlobContent read(const BlobId& blob);

  /// The content of an entry of a view; the bytes always match the id `entry.blob`. The file of a
  /// dirty entry is read from the worktree and converted as by `git add`. If the file has changed
  /// since the view was built and no object has the content, the entry is unreadable.
  BlobContent read(const ViewEntry& entry);

 private:
  RepositoryLayout layout_;
  std::uint64_t max_blob_bytes_;
  std::unique_ptr<ObjectStore> objects_;
  std::unique_ptr<WorktreeFiles> worktree_;
};

}  // namespace gitctx

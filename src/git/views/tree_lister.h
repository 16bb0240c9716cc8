#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/view.h"
#include "git/object_store.h"

namespace gitctx {

/// One path of a tree, before any rules apply.
struct ListedFile {
  std::string path;
  BlobId id;
  std::uint32_t mode = 0;
  EntryKind kind = EntryKind::file;  ///< never EntryKind::directory
};

struct TreeListing {
  std::vector<ListedFile> files;     ///< sorted by path, without duplicates
  std::vector<SkippedFile> skipped;  ///< unreadable subtrees; their paths end in '/'
};

/// Everything below a tree. Throws Error only if the root cannot be read.
TreeListing list_tree(ObjectStore& objects, const TreeId& root, const std::stop_token& stop);

}  // namespace gitctx

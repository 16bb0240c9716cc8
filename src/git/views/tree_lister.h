#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/view.h"
#include "git/object_store.h"

namespace gitctx {

/// One path of a tree, before any rule is applied.
struct ListedFile {
  std::string path;
  BlobId id;
  std::uint32_t mode = 0;
  EntryKind kind = EntryKind::file;  ///< never directory
};

struct TreeListing {
  std::vector<ListedFile> files;     ///< sorted by path, each once
  std::vector<SkippedFile> skipped;  ///< subtrees that cannot be read, their path ending in '/'
};

/// Everything below a tree. Throws only if the root itself cannot be read.
TreeListing list_tree(ObjectStore& objects, const TreeId& root, const std::stop_token& stop);

}  // namespace gitctx

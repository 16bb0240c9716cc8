#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/text_hash.h"
#include "core/view.h"
#include "git/repository_layout.h"

struct git_repository;

namespace gitctx {

/// Reads files of a worktree as `git add` would store them: encodings (`working-tree-encoding`),
/// line endings and ident are converted as the attributes say; external filters (LFS) are not run.
/// For one thread.
class WorktreeFiles {
 public:
  struct File {
    SkipReason reason = SkipReason::none;  ///< none, too_large, unreadable or symlink
    std::string bytes;
    BlobId blob;                   ///< id of `bytes`, if reason is none
    std::uint64_t size_bytes = 0;  ///< size on disk
    std::string detail;
  };

  explicit WorktreeFiles(const RepositoryLayout& layout);
  ~WorktreeFiles();

  /// `path` is relative to the root of the worktree. A file over `max_bytes` is not read.
  File read(const std::string& path, std::uint64_t max_bytes);

 private:
  git_repository* handle();
  void convert_to_stored_encoding(const std::string& path, std::string& bytes);
  void clean(const std::string& path, std::string& bytes);
  /// Whether the .gitattributes of the folder and of the folders above are regular files or
  /// missing.
  bool has_plain_attributes(const std::string& folder);

  RepositoryLayout layout_;
  std::unique_ptr<git_repository, void (*)(git_repository*)> handle_;
  TextMap<bool> plain_attributes_;  ///< answers by folder
};

}  // namespace gitctx

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/unique_fd.h"

namespace gitctx {

/// An exclusive advisory lock on a path, between processes and inside one. The kernel releases it
/// with the object or with the process, however that ends; the file itself stays and is reused.
class FileLock {
 public:
  /// Nothing when somebody else holds the lock; Error when the file cannot be created or locked.
  static std::optional<FileLock> try_lock(const std::filesystem::path& path);

  /// The process that took the lock last, as it wrote itself down, for messages; empty if unknown.
  static std::string last_holder(const std::filesystem::path& path);

 private:
  explicit FileLock(UniqueFd descriptor) : descriptor_(std::move(descriptor)) {}

  UniqueFd descriptor_;
};

}  // namespace gitctx

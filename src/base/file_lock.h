#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/unique_fd.h"

namespace gitctx {

/// An exclusive advisory lock on a path. It excludes other processes and other FileLocks of this
/// process. The lock is released when the object is destroyed or the process ends. The file is kept
/// and reused.
class FileLock {
 public:
  /// Returns nothing if another holder has the lock. Throws Error if the file cannot be created or
  /// locked, or is a symbolic link.
  static std::optional<FileLock> try_lock(const std::filesystem::path& path);

  /// The id of the process that last took the lock, as recorded in the file; for messages. Empty if
  /// unknown.
  static std::string last_holder(const std::filesystem::path& path);

 private:
  explicit FileLock(UniqueFd descriptor) : descriptor_(std::move(descriptor)) {}

  UniqueFd descriptor_;
};

}  // namespace gitctx

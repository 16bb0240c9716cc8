#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/unique_fd.h"

namespace gitctx {

/// An exclusive advisory lock on a path, between processes and within a process. The lock ends with
/// the object or the process; the file stays and is reused.
class FileLock {
 public:
  /// Nothing if another holder has the lock. Throws Error if the file cannot be created or locked,
  /// or is a symbolic link.
  static std::optional<FileLock> try_lock(const std::filesystem::path& path);

  /// The id of the process that last took the lock, as recorded in the file; for messages. Empty if
  /// unknown.
  static std::string last_holder(const std::filesystem::path& path);

 private:
  explicit FileLock(UniqueFd descriptor) : descriptor_(std::move(descriptor)) {}

  UniqueFd descriptor_;
};

}  // namespace gitctx

#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"

namespace gitctx {

std::optional<FileLock> FileLock::try_lock(const std::filesystem::path& path) {
  const std::optional<struct stat> found = stat_guarded(path, "cannot lock");
  if (found && S_ISDIR(found->st_mode)) {
    throw Error(ErrorCode::failure, "cannot lock " + path.string() + ": it is a folder",
                "Remove it");
  }
  UniqueFd file = open_guarded(path, O_RDWR | O_CREAT | O_NOFOLLOW, "cannot lock");
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return std::nullopt;
    throw_system_error(errno, "cannot lock", path.string());
  }
  // The process id is only for messages, so a full disk must not make the lock fail. A lock file
  // with a second hard link is not written, because that link may be outside of the folder.
  const std::string holder = std::to_string(::getpid()) + "\n";
  struct stat status{};
  const bool is_own = ::fstat(file.get(), &status) == 0 && status.st_nlink == 1;
  if (is_own && ::ftruncate(file.get(), 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::write(file.get(), holder.data(), holder.size());
  }
  return FileLock(std::move(file));
}

std::string FileLock::last_holder(const std::filesystem::path& path) {
  try {
    constexpr std::uint64_t most_bytes = 64;
    std::string holder = read_file(path, most_bytes);
    if (holder.ends_with('\n')) holder.pop_back();
    return holder;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace gitctx

#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/file.h"

namespace gitctx {

std::optional<FileLock> FileLock::try_lock(const std::filesystem::path& path) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) throw_system_error(errno, "cannot lock", path.string());
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return std::nullopt;
    throw_system_error(errno, "cannot lock", path.string());
  }
  // Only for messages, so a full disk must not make the lock fail.
  const std::string holder = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.get(), 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::write(file.get(), holder.data(), holder.size());
  }
  return FileLock(std::move(file));
}

std::string FileLock::last_holder(const std::filesystem::path& path) {
  try {
    std::string holder = read_file(path);
    if (holder.ends_with('\n')) holder.pop_back();
    return holder;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace gitctx

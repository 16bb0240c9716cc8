#include "base/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"

namespace gitctx {

void UniqueFd::reset() {
  if (descriptor_ >= 0) ::close(release());
}

UniqueFd open_for_reading(const std::filesystem::path& path) {
  UniqueFd descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) throw_system_error(errno, "cannot read", path.string());
  return descriptor;
}

}  // namespace gitctx

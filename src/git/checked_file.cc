#include "git/checked_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/error.h"
#include "git/git_config.h"

namespace gitctx {

CheckedFile::CheckedFile(std::filesystem::path path, Expectation expected)
    : path_(std::move(path)), expected_(expected) {
  require_regular_or_missing(path_);  // opening a device can have effects
  descriptor_ = UniqueFd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!descriptor_.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return;
    throw_system_error(errno, "cannot read", path_.string());
  }
  struct stat status{};
  if (::fstat(descriptor_.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::failure, "cannot read " + path_.string() + ": not a regular file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

std::string CheckedFile::read(std::uint64_t offset, std::size_t count) const {
  require(offset <= size_ && count <= size_ - offset);
  std::string bytes(count, '\0');
  const ssize_t got = ::pread(descriptor_.get(), bytes.data(), count, static_cast<off_t>(offset));
  require(got >= 0 && static_cast<std::size_t>(got) == count);
  return bytes;
}

void CheckedFile::require(bool is_right) const {
  if (!is_right) refuse(std::string("not ") + expected_.kind);
}

void CheckedFile::refuse(const std::string& problem, const char* hint) const {
  throw Error(ErrorCode::failure, "cannot read " + path_.string() + ": " + problem,
              hint == nullptr ? expected_.hint : hint);
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return number;
}

}  // namespace gitctx

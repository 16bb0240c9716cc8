#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "base/guard/guarded_path.h"

namespace gitctx {

MappedFile MappedFile::open(const std::filesystem::path& path) {
  const UniqueFd file = open_guarded(path, O_RDONLY | O_NONBLOCK, "cannot read");
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) throw_system_error(errno, "cannot read", path.string());
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::failure, "cannot read " + path.string() + ": not a regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) throw_system_error(errno, "cannot map", path.string());
  return MappedFile({static_cast<const std::byte*>(start), size});
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

void MappedFile::prefetch(std::span<const std::byte> part) const {
  if (part.empty()) return;
  GITCTX_CHECK(part.data() >= bytes_.data());
  GITCTX_CHECK(part.data() + part.size() <= bytes_.data() + bytes_.size());
  const auto page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(part.data());
  const std::uintptr_t page = begin & ~(page_size - 1);
  void* const start = reinterpret_cast<void*>(page);
  const std::size_t size = begin + part.size() - page;
#ifdef MADV_POPULATE_READ
  if (::madvise(start, size, MADV_POPULATE_READ) == 0) return;
#endif
  ::madvise(start, size, MADV_WILLNEED);
}

}  // namespace gitctx

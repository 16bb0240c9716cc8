#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace gitctx {

/// A whole file mapped for reading. Owns the mapping. Spans from bytes() are valid while the
/// mapping exists, even after a move. The file must be immutable, because reading a truncated file
/// is undefined behaviour. Reading is thread-safe.
class MappedFile {
 public:
  /// Throws Error if the file cannot be opened or mapped. An empty file gives an empty span.
  static MappedFile open(const std::filesystem::path& path);

  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::span<const std::byte> bytes() const { return bytes_; }

  /// Asks the kernel to read the whole file, or a part of bytes(), in advance. Only a hint, so it
  /// never fails.
  void prefetch() const { prefetch(bytes_); }
  void prefetch(std::span<const std::byte> part) const;

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> bytes_;
};

}  // namespace gitctx

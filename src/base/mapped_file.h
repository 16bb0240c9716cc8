#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace gitctx {

/// A whole file mapped for reading. Owns the mapping; spans from bytes() die with it, and survive a
/// move. The file must not be cut short meanwhile: immutable files only. Reading is thread-safe.
class MappedFile {
 public:
  /// Throws Error when the file cannot be opened or mapped. An empty file gives an empty span.
  static MappedFile open(const std::filesystem::path& path);

  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::span<const std::byte> bytes() const { return bytes_; }

  /// Brings the whole file, or a part of bytes(), into memory in one go. A hint: never fails.
  void prefetch() const { prefetch(bytes_); }
  void prefetch(std::span<const std::byte> part) const;

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> bytes_;
};

}  // namespace gitctx

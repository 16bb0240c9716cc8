#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace gitctx {

/// The size of an object id.
inline constexpr std::uint64_t id_bytes = 20;
/// The size of a fan-out table. For each first byte, the table has the number of ids with this or a
/// lower first byte.
inline constexpr std::uint64_t fanout_bytes = 256 * 4;

/// A binary file of git whose header is checked before libgit2 opens the file. Follows symbolic
/// links, as git does.
class CheckedFile {
 public:
  /// The texts with which an Error describes the file.
  struct Expectation {
    const char* kind;  ///< with an article: "a pack index"
    const char* hint;
  };

  /// Throws Error if the file is not a regular file, or cannot be opened although it exists.
  CheckedFile(std::filesystem::path path, Expectation expected);

  bool exists() const { return descriptor_.is_open(); }
  std::uint64_t size() const { return size_; }

  /// Throws Error if the file has fewer than `count` bytes from `offset` on.
  std::string read(std::uint64_t offset, std::size_t count) const;

  /// Throws the Error "cannot read FILE: not KIND", unless `is_right`.
  void require(bool is_right) const;
  /// Throws the Error "cannot read FILE: PROBLEM". `hint` replaces the usual hint.
  [[noreturn]] void refuse(const std::string& problem, const char* hint = nullptr) const;

 private:
  std::filesystem::path path_;
  Expectation expected_;
  UniqueFd descriptor_;
  std::uint64_t size_ = 0;
};

/// The 4-byte number at `bytes[at]`, in git's byte order.
std::uint32_t number_at(std::string_view bytes, std::size_t at);

}  // namespace gitctx

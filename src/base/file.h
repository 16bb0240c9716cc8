#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"

namespace gitctx {

// All functions use base/guard/guarded_path.h. Therefore, no function follows a symbolic link below
// a worktree or a git folder, or opens a device, a pipe or a socket there.

/// Writes a new file through a buffer. All durable writes of the project use this header, so that
/// tests can make each write fail (base/io_hook.h). Buffered bytes are lost if close() is not
/// called. An OutputFile must be used by one thread at a time.
class OutputFile {
 public:
  /// Creates the file. First removes an existing file or link with this name, so that no other
  /// process has the new file open. Outside guarded folders, an existing device or pipe is not
  /// removed, but opened. Parent directories must exist.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(OutputFile&&) noexcept = default;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

  /// The number of bytes written so far, including buffered bytes. This is also the offset of the
  /// next byte.
  std::uint64_t position() const { return flushed_bytes_ + buffer_.size(); }

  /// Writes the buffer and waits until the content is on disk.
  void sync();

  /// Writes the buffer and closes the file. A second call does nothing.
  void close();

  const std::filesystem::path& path() const { return path_; }

 private:
  friend void write_output_file(const std::filesystem::path& path, std::string_view contents);
  OutputFile(std::filesystem::path path, UniqueFd descriptor)
      : path_(std::move(path)), descriptor_(std::move(descriptor)) {}
  void flush();
  void write_through(std::span<const std::byte> bytes);

  std::filesystem::path path_;
  UniqueFd descriptor_;
  std::uint64_t flushed_bytes_ = 0;
  std::string buffer_;
};

/// Opens a file for reading. Outside guarded folders, can also open a directory. Throws Error on
/// failure.
UniqueFd open_for_reading(const std::filesystem::path& path);

/// Whether a file or folder with this name exists. Below a guarded folder, a link counts as a file,
/// so that opening it reports the link. Throws Error if the existence cannot be determined.
bool file_exists(const std::filesystem::path& path);

/// Reads an open file to its end, but at most `most_bytes` + 1 bytes. The extra byte shows the
/// caller that the file exceeds `most_bytes`. Returns 0, or the errno of a failure.
int read_to_end(const UniqueFd& file, std::string& contents,
                std::uint64_t most_bytes = std::numeric_limits<std::int64_t>::max());

/// The default size limit of read_file().
inline constexpr std::uint64_t most_file_bytes = std::uint64_t{256} * 1024 * 1024;

/// The whole content of a file. Throws Error if the file cannot be read or is larger than
/// `most_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::uint64_t most_bytes = most_file_bytes);

/// Like read_file(), but returns nothing if the file, or a folder above it, does not exist.
std::optional<std::string> read_file_if_present(const std::filesystem::path& path,
                                                std::uint64_t most_bytes = most_file_bytes);

/// The names in a folder, in any order, without "." and ".."; empty if the folder does not exist.
/// Throws Error on other failures.
std::vector<std::string> list_folder(const std::filesystem::path& folder);

/// Replaces the file at `path`. A reader sees the old content or the new one, never a mixture, even
/// after a crash. Writes `path` + ".tmp" first, and removes it on an error.
void replace_file_atomically(const std::filesystem::path& path, std::string_view contents);

/// Writes a file that the user named. Works like replace_file_atomically(), with two differences.
/// Outside guarded folders, follows a symbolic link, and writes directly to a device or a pipe.
/// Below a guarded folder, throws Error for a link, a device or a pipe.
void write_output_file(const std::filesystem::path& path, std::string_view contents);

/// Makes the creation, renaming and removal of names in a directory durable.
void sync_directory(const std::filesystem::path& directory);

/// Removes a file if it exists; removes a link itself, not its target.
void remove_file(const std::filesystem::path& path);

/// Renames a file, replacing `to`. Durable only after sync_directory().
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gitctx

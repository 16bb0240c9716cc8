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

// Every path goes through base/guard/guarded_path.h: below a worktree or a git folder, no function
// follows a symbolic link or opens anything but a regular file.

/// Writes a new file through a buffer. All durable writes of the project go through this header, so
/// that tests can make each write fail (base/io_hook.h). Without close(), buffered bytes are lost.
/// One thread at a time.
class OutputFile {
 public:
  /// Creates the file. Removes an old file or link of this name first, so that nobody has the new
  /// file open; outside of guarded folders, writes into an existing device or pipe instead. Parent
  /// directories must exist.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(OutputFile&&) noexcept = default;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

  /// Bytes written so far, including buffered ones: the offset of the next byte.
  std::uint64_t position() const { return flushed_bytes_ + buffer_.size(); }

  /// Writes the buffer and waits until the content is on disk.
  void sync();

  /// Writes the buffer and closes. A second call does nothing.
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

/// Opens a file for reading; outside of guarded folders, also a directory. Throws Error.
UniqueFd open_for_reading(const std::filesystem::path& path);

/// Whether there is a file or folder of this name. Below a guarded folder, a link counts as a file,
/// so that opening it reports the link. Throws Error if that cannot be found out.
bool file_exists(const std::filesystem::path& path);

/// Reads an open file to its end, or up to `most_bytes` + 1 bytes. Returns 0, or the errno of a
/// failure.
int read_to_end(const UniqueFd& file, std::string& contents,
                std::uint64_t most_bytes = std::numeric_limits<std::int64_t>::max());

/// The largest file that read_file() reads unless the caller names another limit.
inline constexpr std::uint64_t most_file_bytes = std::uint64_t{256} * 1024 * 1024;

/// The whole content of a file. Throws Error, also for a file that is larger than `most_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::uint64_t most_bytes = most_file_bytes);

/// Like read_file(), but nothing if the file, or a folder above it, does not exist.
std::optional<std::string> read_file_if_present(const std::filesystem::path& path,
                                                std::uint64_t most_bytes = most_file_bytes);

/// The names in a folder, in any order, without "." and ".."; empty if the folder does not exist.
/// Throws Error.
std::vector<std::string> list_folder(const std::filesystem::path& folder);

/// Replaces the file at `path`. A reader sees the old content or the new one, never a mixture, even
/// after a crash. Writes `path` + ".tmp" first, and removes it on an error.
void replace_file_atomically(const std::filesystem::path& path, std::string_view contents);

/// For a file that the user named: like replace_file_atomically(), but outside of guarded folders
/// follows a symbolic link, and writes directly to a device or a pipe. Below a guarded folder, a
/// link, a device or a pipe is an Error.
void write_output_file(const std::filesystem::path& path, std::string_view contents);

/// Makes created, renamed and removed names in a directory durable.
void sync_directory(const std::filesystem::path& directory);

/// Removes a file if it exists; removes a link itself, not its target.
void remove_file(const std::filesystem::path& path);

/// Renames a file, replacing `to`. Durable only after sync_directory().
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gitctx

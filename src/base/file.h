#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace gitctx {

/// A buffered writer of a new file. All durable writes of the project go through this header, so
/// that tests can make each write fail (base/io_hook.h). Without close(), buffered bytes are lost.
/// One thread at a time.
class OutputFile {
 public:
  /// Creates or truncates the file. Parent directories must exist.
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
  void flush();
  void write_through(std::span<const std::byte> bytes);

  std::filesystem::path path_;
  UniqueFd descriptor_;
  std::uint64_t flushed_bytes_ = 0;
  std::string buffer_;
};

/// Opens a file or directory for reading; throws Error.
UniqueFd open_for_reading(const std::filesystem::path& path);

/// Reads an open file to its end, or up to `most_bytes` + 1 bytes. Returns 0, or the errno of a
/// failure.
int read_to_end(const UniqueFd& file, std::string& contents,
                std::uint64_t most_bytes = std::numeric_limits<std::int64_t>::max());

/// The whole content of a file.
std::string read_file(const std::filesystem::path& path);

/// Replaces the file at `path`. A reader sees the old content or the new one, never a mixture, even
/// after a crash. Writes `path` + ".tmp" first, and removes it on an error.
void replace_file_atomically(const std::filesystem::path& path, std::string_view contents);

/// For a file that the user named: like replace_file_atomically(), but follows a symbolic link, and
/// writes directly to a device or a pipe.
void write_output_file(const std::filesystem::path& path, std::string_view contents);

/// Makes created, renamed and removed names in a directory durable.
void sync_directory(const std::filesystem::path& directory);

/// Removes a file if it exists.
void remove_file(const std::filesystem::path& path);

/// Renames a file, replacing `to`. Durable only after sync_directory().
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gitctx

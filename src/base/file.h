#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace gitctx {

/// A file being written from its start, buffered. All durable writes of the project go through this
/// header, so that tests can fail or kill each of them (base/io_hook.h). Nothing is promised before
/// close() returns: an unclosed file loses what is still buffered. One thread at a time.
class OutputFile {
 public:
  /// Creates the file or empties it. Parent directories must exist.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(OutputFile&&) noexcept = default;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

  /// Bytes written so far, buffered ones included: the offset of the next byte.
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

/// The whole content of a file.
std::string read_file(const std::filesystem::path& path);

/// Puts `contents` at `path`: a reader, or whoever looks after a crash, finds the old content or
/// the new one, whole. Writes `path` + ".tmp" beside it first; on an error that one is removed.
void replace_file_atomically(const std::filesystem::path& path, std::string_view contents);

/// For a file that the user named: as replace_file_atomically(), but what a symbolic link leads to
/// is replaced, and what is no regular file (a device, a pipe) is written to.
void write_output_file(const std::filesystem::path& path, std::string_view contents);

/// Makes the names inside a directory (created, renamed, removed files) durable.
void sync_directory(const std::filesystem::path& directory);

/// Removes a file; one that is not there is fine.
void remove_file(const std::filesystem::path& path);

/// Renames over whatever stands at `to`. Durable only after sync_directory().
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gitctx

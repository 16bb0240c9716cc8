#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "base/guard/guarded_path.h"
#include "base/io_hook.h"

namespace gitctx {
namespace {

constexpr std::size_t buffer_size_bytes = 256 * 1024;

/// The error number that a test's hook injects into this operation, if any.
std::optional<int> injected_error(IoOperation operation, const std::filesystem::path& path) {
  const IoFault fault = ask_io_hook(operation, path);
  if (fault.action == IoFault::Action::fail) return fault.error_number;
  return std::nullopt;
}

void fail_if_injected(IoOperation operation, const std::filesystem::path& path, const char* what) {
  if (const auto error = injected_error(operation, path)) {
    throw_system_error(*error, what, path.string());
  }
}

void sync_descriptor(int descriptor, const std::filesystem::path& path) {
  fail_if_injected(IoOperation::sync, path, "cannot write");
  if (::fsync(descriptor) != 0) throw_system_error(errno, "cannot write", path.string());
}

/// Whether the path is a device, pipe or socket outside guarded folders.
bool is_stream(const std::filesystem::path& path) {
  if (find_guard(path).refuses_links()) return false;
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISLNK(status.st_mode) && !S_ISDIR(status.st_mode);
}

UniqueFd create_file(const std::filesystem::path& path) {
  constexpr const char* what = "cannot create";
  fail_if_injected(IoOperation::open, path, what);
  if (is_stream(path)) return open_guarded(path, O_WRONLY | O_NOCTTY, what);
  struct stat status{};
  const bool is_folder = ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (is_folder) throw_system_error(EISDIR, what, path.string());
  unlink_guarded(path, what);
  return open_guarded(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, what);
}

[[noreturn]] void refuse_size(const std::filesystem::path& path, std::uint64_t most_bytes) {
  constexpr std::uint64_t megabyte = 1024 * 1024;
  const std::string limit = most_bytes % megabyte == 0
                                ? std::to_string(most_bytes / megabyte) + " MB"
                                : std::to_string(most_bytes) + " bytes";
  throw Error(ErrorCode::failure, "cannot read " + path.string() + ": larger than " + limit);
}

std::optional<std::string> read_opened(const UniqueFd& file, const std::filesystem::path& path,
                                       std::uint64_t most_bytes) {
  if (!file.is_open()) return std::nullopt;
  struct stat status{};
  const bool is_too_large = ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                            static_cast<std::uint64_t>(status.st_size) > most_bytes;
  if (is_too_large) refuse_size(path, most_bytes);
  std::string contents;
  const int error = read_to_end(file, contents, most_bytes);
  if (error != 0) throw_system_error(error, "cannot read", path.string());
  if (contents.size() > most_bytes) refuse_size(path, most_bytes);  // the file grew, or is a pipe
  return contents;
}

/// Removes a temporary file after a failed write. A failure to remove it is not reported.
void remove_leftover(const std::filesystem::path& temporary) {
  try {
    unlink_guarded(temporary, "cannot remove");
  } catch (const Error&) {
    // The next writer removes the file.
  }
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)), descriptor_(create_file(path_)) {}

void OutputFile::write(std::span<const std::byte> bytes) {
  GITCTX_CHECK(descriptor_.is_open());
  if (buffer_.size() + bytes.size() > buffer_size_bytes) flush();
  if (bytes.size() > buffer_size_bytes) {
    write_through(bytes);
  } else {
    buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
}

void OutputFile::sync() {
  flush();
  sync_descriptor(descriptor_.get(), path_);
}

void OutputFile::close() {
  if (!descriptor_.is_open()) return;
  flush();
  // Linux releases the descriptor even if close() fails. A late write error is reported.
  if (::close(descriptor_.release()) != 0 && errno != EINTR) {
    throw_system_error(errno, "cannot write", path_.string());
  }
}

void OutputFile::flush() {
  GITCTX_CHECK(descriptor_.is_open());
  write_through(std::as_bytes(std::span(buffer_)));
  buffer_.clear();
}

void OutputFile::write_through(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  const IoFault fault = ask_io_hook(IoOperation::write, path_);
  if (fault.action == IoFault::Action::fail) {
    throw_system_error(fault.error_number, "cannot write", path_.string());
  }
  const bool cut = fault.action == IoFault::Action::short_write_then_exit;
  if (cut) bytes = bytes.first(bytes.size() / 2);
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_system_error(errno, "cannot write", path_.string());
    flushed_bytes_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (cut) ::_exit(io_fault_exit_status);
}

UniqueFd open_for_reading(const std::filesystem::path& path) {
  return open_guarded(path, O_RDONLY, "cannot read");
}

bool file_exists(const std::filesystem::path& path) {
  return stat_guarded(path, "cannot read").has_value();
}

int read_to_end(const UniqueFd& file, std::string& contents, std::uint64_t most_bytes) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return errno;
  // The size is only a hint: files in /proc report 0, and a file may grow while it is read.
  const auto size = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
  contents.resize(static_cast<std::size_t>(std::min(size, most_bytes)) + 1);
  std::size_t used = 0;
  for (;;) {
    const ssize_t got = ::read(file.get(), contents.data() + used, contents.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    used += static_cast<std::size_t>(got);
    if (got == 0 || used > most_bytes) break;
    if (used < contents.size()) continue;
    contents.resize(static_cast<std::size_t>(std::min<std::uint64_t>(used * 2, most_bytes + 1)));
  }
  contents.resize(used);
  return 0;
}

std::string read_file(const std::filesystem::path& path, std::uint64_t most_bytes) {
  return *read_opened(open_for_reading(path), path, most_bytes);
}

std::optional<std::string> read_file_if_present(const std::filesystem::path& path,
                                                std::uint64_t most_bytes) {
  return read_opened(open_guarded_if_present(path, O_RDONLY, "cannot read"), path, most_bytes);
}

std::vector<std::string> list_folder(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  UniqueFd opened = open_guarded_if_present(folder, O_RDONLY | O_DIRECTORY, "cannot read");
  if (!opened.is_open()) return names;
  const std::unique_ptr<DIR, FolderCloser> list(::fdopendir(opened.get()));
  if (list == nullptr) throw_system_error(errno, "cannot read", folder.string());
  opened.release();  // `list` closes the descriptor
  for (;;) {
    errno = 0;  // distinguishes a failure from the end of the list
    const dirent* const entry = ::readdir(list.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) throw_system_error(errno, "cannot read", folder.string());
  return names;
}

void replace_file_atomically(const std::filesystem::path& path, std::string_view contents) {
  const std::filesystem::path temporary = path.string() + ".tmp";
  OutputFile file(temporary);
  try {
    file.write(contents);
    file.sync();
    file.close();
    rename_file(temporary, path);
  } catch (const Error&) {
    remove_leftover(temporary);
    throw;
  }
  try {
    sync_directory(path.has_parent_path() ? path.parent_path() : ".");
  } catch (const Error& error) {
    throw Error(error.code(),
                path.string() + " is written, but a crash could undo that: " + error.message(),
                error.hint());
  }
}

void write_output_file(const std::filesystem::path& path, std::string_view contents) {
  constexpr const char* what = "cannot write";
  const GuardedPath place = find_guard(path);
  if (place.refuses_links()) {
    const auto found = stat_guarded(path, what);
    if (found && S_ISLNK(found->st_mode)) refuse_link(place, place.path(), what, path);
    if (found && !S_ISREG(found->st_mode)) {
      throw Error(ErrorCode::failure, "cannot write " + path.string() + ": not a regular file",
                  "Name another file, or remove it");
    }
    replace_file_atomically(place.path(), contents);
    return;
  }
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode)) {
    std::error_code failed;
    const std::filesystem::path target = std::filesystem::canonical(path, failed);
    replace_file_atomically(failed ? path : target, contents);
    return;
  }
  // A device or a pipe has no old content to protect, so it is written directly. Its name may be a
  // link, as /dev/stdout is.
  fail_if_injected(IoOperation::open, path, "cannot create");
  OutputFile file(path, open_guarded(path, O_WRONLY | O_NOCTTY, "cannot create"));
  file.write(contents);
  file.close();
}

void sync_directory(const std::filesystem::path& directory) {
  const UniqueFd descriptor = open_guarded(directory, O_RDONLY | O_DIRECTORY, "cannot read");
  sync_descriptor(descriptor.get(), directory);
}

void remove_file(const std::filesystem::path& path) {
  fail_if_injected(IoOperation::remove, path, "cannot remove");
  unlink_guarded(path, "cannot remove");
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  fail_if_injected(IoOperation::rename, to, "cannot replace");
  rename_guarded(from, to, "cannot replace");
}

}  // namespace gitctx

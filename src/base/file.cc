#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/error.h"
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

}  // namespace

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  fail_if_injected(IoOperation::open, path_, "cannot create");
  descriptor_ = UniqueFd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!descriptor_.is_open()) throw_system_error(errno, "cannot create", path_.string());
}

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
  // Linux releases the descriptor even when close() fails; late write errors are still reported.
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
  UniqueFd descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) throw_system_error(errno, "cannot read", path.string());
  return descriptor;
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

std::string read_file(const std::filesystem::path& path) {
  std::string contents;
  const int error = read_to_end(open_for_reading(path), contents);
  if (error != 0) throw_system_error(error, "cannot read", path.string());
  return contents;
}

void replace_file_atomically(const std::filesystem::path& path, std::string_view contents) {
  const std::filesystem::path temporary = path.string() + ".tmp";
  try {
    OutputFile file(temporary);
    file.write(contents);
    file.sync();
    file.close();
    rename_file(temporary, path);
  } catch (const Error&) {
    ::unlink(temporary.c_str());
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
  std::error_code failed;
  const std::filesystem::path target = std::filesystem::canonical(path, failed);
  if (failed || std::filesystem::is_regular_file(target)) {
    replace_file_atomically(failed ? path : target, contents);
    return;
  }
  // A device or a pipe has no old content to protect.
  OutputFile file(target);
  file.write(contents);
  file.close();
}

void sync_directory(const std::filesystem::path& directory) {
  const UniqueFd descriptor = open_for_reading(directory);
  sync_descriptor(descriptor.get(), directory);
}

void remove_file(const std::filesystem::path& path) {
  fail_if_injected(IoOperation::remove, path, "cannot remove");
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    throw_system_error(errno, "cannot remove", path.string());
  }
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  fail_if_injected(IoOperation::rename, to, "cannot replace");
  if (::rename(from.c_str(), to.c_str()) != 0) {
    throw_system_error(errno, "cannot replace", to.string());
  }
}

}  // namespace gitctx

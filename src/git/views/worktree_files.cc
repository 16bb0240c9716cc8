#include "git/views/worktree_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "git/libgit2.h"
#include "git/object_store.h"

namespace gitctx {
namespace {

/// Whether a built-in filter could change these bytes when git stores them.
bool may_need_cleaning(const std::string& bytes) {
  return bytes.find('\r') != std::string::npos || bytes.find("$Id") != std::string::npos;
}

WorktreeFiles::File refused(SkipReason reason, std::string detail, std::uint64_t size_bytes = 0) {
  return {.reason = reason, .size_bytes = size_bytes, .detail = std::move(detail)};
}

}  // namespace

WorktreeFiles::WorktreeFiles(const RepositoryLayout& layout)
    : layout_(layout), handle_(nullptr, libgit2().git_repository_free) {}

WorktreeFiles::~WorktreeFiles() = default;

WorktreeFiles::File WorktreeFiles::read(const std::string& path, std::uint64_t max_bytes) {
  const UniqueFd file = open_beneath(layout_.worktree, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file.is_open()) {
    if (errno == ELOOP) return refused(SkipReason::symlink, "");
    return refused(SkipReason::unreadable, std::strerror(errno));
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) {
    return refused(SkipReason::unreadable, std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) return refused(SkipReason::unreadable, "not a regular file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > max_bytes) {
    return refused(SkipReason::too_large, std::to_string(size) + " bytes", size);
  }
  File out;
  const int error = read_to_end(file, out.bytes, max_bytes);
  if (error != 0) return refused(SkipReason::unreadable, std::strerror(error));
  if (out.bytes.size() > max_bytes) {
    return refused(SkipReason::too_large, "the file grew while it was read", out.bytes.size());
  }
  out.size_bytes = out.bytes.size();
  if (may_need_cleaning(out.bytes)) clean(path, out.bytes);
  out.blob = hash_blob(out.bytes);
  return out;
}

bool WorktreeFiles::has_plain_attributes(const std::string& folder) {
  const auto known = plain_attributes_.find(folder);
  if (known != plain_attributes_.end()) return known->second;
  struct stat status{};
  const std::string file = (layout_.worktree / folder / ".gitattributes").string();
  bool is_plain = ::lstat(file.c_str(), &status) != 0 || S_ISREG(status.st_mode);
  if (is_plain && !folder.empty()) {
    is_plain = has_plain_attributes(std::filesystem::path(folder).parent_path().string());
  }
  plain_attributes_.emplace(folder, is_plain);
  return is_plain;
}

void WorktreeFiles::clean(const std::string& path, std::string& bytes) {
  // libgit2 would follow a link, and would wait for the data of a pipe. As in git, a .gitattributes
  // file that is a link is ignored.
  if (!has_plain_attributes(std::filesystem::path(path).parent_path().string())) return;
  if (handle_ == nullptr) handle_ = open_handle(layout_.git_dir, layout_.worktree);
  const Libgit2& git = libgit2();
  git_filter_list* list = nullptr;
  const bool failed = git.git_filter_list_load(&list, handle_.get(), nullptr, path.c_str(),
                                               GIT_FILTER_TO_ODB, GIT_FILTER_ALLOW_UNSAFE) != 0;
  if (failed || list == nullptr) return;
  const std::unique_ptr<git_filter_list, void (*)(git_filter_list*)> owner(
      list, git.git_filter_list_free);
  git_buf cleaned = GIT_BUF_INIT;
  if (git.git_filter_list_apply_to_buffer(&cleaned, list, bytes.data(), bytes.size()) == 0) {
    bytes.assign(cleaned.ptr, cleaned.size);
  }
  git.git_buf_dispose(&cleaned);
}

}  // namespace gitctx

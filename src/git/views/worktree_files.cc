#include "git/views/worktree_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/utf8.h"
#include "core/encoding.h"
#include "git/libgit2.h"
#include "git/object_store.h"

namespace gitctx {
namespace {

/// Whether a built-in filter could change these bytes when git stores them.
bool may_need_cleaning(const std::string& bytes) {
  return bytes.find('\r') != std::string::npos || bytes.find("$Id") != std::string::npos;
}

/// Whether the bytes can be text in an encoding other than UTF-8. An escape character is a sign of
/// ISO-2022-JP, which otherwise consists of ASCII bytes.
bool may_need_conversion(std::string_view bytes) {
  return bytes.contains('\0') || bytes.contains('\x1B') || !is_valid_utf8(bytes);
}

/// The content that git stores for a file with this working-tree-encoding. Returns nothing if git
/// would refuse the file, or if gitctx does not know the encoding. iconv gets the name as written,
/// as in git, because gitctx must compute the same blob ids as git.
std::optional<std::string> stored_form(std::string_view bytes, std::string_view encoding) {
  const bool has_mark = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  for (const std::string_view name : {"UTF-16", "UTF-16LE-BOM", "UTF-16BE-BOM"}) {
    if (!equal_ignoring_case(encoding, name)) continue;
    return has_mark ? convert_to_utf8(bytes, "UTF-16") : std::nullopt;
  }
  const std::optional<Encoding> known = encoding_from_name(encoding);
  if (!known || *known == Encoding::utf8) return std::nullopt;
  const bool is_wide = known == Encoding::utf16le || known == Encoding::utf16be;
  if (is_wide && has_mark) return std::nullopt;
  return convert_to_utf8(bytes, std::string(encoding));
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
  if (may_need_conversion(out.bytes)) convert_to_stored_encoding(path, out.bytes);
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

git_repository* WorktreeFiles::handle() {
  if (handle_ == nullptr) handle_ = open_handle(layout_.git_dir, layout_.worktree);
  return handle_.get();
}

void WorktreeFiles::convert_to_stored_encoding(const std::string& path, std::string& bytes) {
  if (!has_plain_attributes(std::filesystem::path(path).parent_path().string())) return;
  const Libgit2& git = libgit2();
  const char* value = nullptr;
  const bool failed = git.git_attr_get(&value, handle(), GIT_ATTR_CHECK_FILE_THEN_INDEX,
                                       path.c_str(), "working-tree-encoding") != 0;
  if (failed || git.git_attr_value(value) != GIT_ATTR_VALUE_STRING) return;
  if (auto stored = stored_form(bytes, value)) bytes = std::move(*stored);
}

void WorktreeFiles::clean(const std::string& path, std::string& bytes) {
  // libgit2 would follow a link, and would wait for the data of a pipe. As in git, a .gitattributes
  // file that is a link is ignored.
  if (!has_plain_attributes(std::filesystem::path(path).parent_path().string())) return;
  const Libgit2& git = libgit2();
  git_filter_list* list = nullptr;
  const bool failed = git.git_filter_list_load(&list, handle(), nullptr, path.c_str(),
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

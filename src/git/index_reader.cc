#include "git/index_reader.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "base/error.h"
#include "git/index_check.h"
#include "git/libgit2.h"

namespace gitctx {
namespace {

IndexEntry to_entry(const git_index_entry& raw) {
  IndexEntry entry{.path = raw.path, .kind = TreeEntry{.mode = raw.mode}.kind()};
  entry.blob = id_of<BlobId>(raw.id);
  entry.trusted = (raw.flags & GIT_INDEX_ENTRY_VALID) != 0 ||
                  (raw.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
  entry.unsettled = (raw.flags & GIT_INDEX_ENTRY_STAGEMASK) != 0 ||
                    (raw.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
  entry.mtime_s = static_cast<std::uint32_t>(raw.mtime.seconds);
  entry.mtime_ns = raw.mtime.nanoseconds;
  entry.ctime_s = static_cast<std::uint32_t>(raw.ctime.seconds);
  entry.inode = raw.ino;
  entry.size_bytes = raw.file_size;
  return entry;
}

}  // namespace

bool GitIndex::is_unchanged(const IndexEntry& entry, const struct stat& status) const {
  if (entry.unsettled || entry.size_bytes != static_cast<std::uint32_t>(status.st_size) ||
      entry.mtime_s != static_cast<std::uint32_t>(status.st_mtim.tv_sec) ||
      entry.ctime_s != static_cast<std::uint32_t>(status.st_ctim.tv_sec) ||
      (entry.inode != 0 && entry.inode != static_cast<std::uint32_t>(status.st_ino)) ||
      (entry.mtime_ns != 0 &&
       entry.mtime_ns != static_cast<std::uint32_t>(status.st_mtim.tv_nsec))) {
    return false;
  }
  const bool has_ns = entry.mtime_ns != 0 && written_ns != 0;
  if (status.st_mtim.tv_sec != written_s) return status.st_mtim.tv_sec < written_s;
  return has_ns && status.st_mtim.tv_nsec < written_ns;
}

GitIndex read_index(const std::filesystem::path& file) {
  GitIndex out;
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return out;
  check_index_file(file);
  out.written_s = status.st_mtim.tv_sec;
  out.written_ns = status.st_mtim.tv_nsec;

  const Libgit2& git = libgit2();
  git_index* opened = nullptr;
  if (git.git_index_open(&opened, file.c_str()) != 0) {
    const std::string message = libgit2_message();
    // libgit2 does not know the extensions that git writes for a split or sparse index.
    const bool is_unknown = message.find("extension: ") != std::string::npos;
    throw Error(ErrorCode::failure, "cannot read " + file.string() + " (" + message + ")",
                is_unknown ? "If the index is split or sparse, run: git update-index "
                             "--no-split-index; git sparse-checkout reapply --no-sparse-index"
                           : "Run: git status");
  }
  const std::unique_ptr<git_index, void (*)(git_index*)> index(opened, git.git_index_free);
  const std::size_t count = git.git_index_entrycount(opened);
  out.entries.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    out.entries.push_back(to_entry(*git.git_index_get_byindex(opened, i)));
  }
  std::ranges::stable_sort(out.entries, {}, &IndexEntry::path);
  const auto stages = std::ranges::unique(out.entries, {}, &IndexEntry::path);
  out.entries.erase(stages.begin(), stages.end());
  return out;
}

}  // namespace gitctx

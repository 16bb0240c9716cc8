#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace gitctx {

// These functions open all files below folders whose content others may have made: worktrees, git
// folders and the folders that gitctx keeps in them. A symbolic link below such a folder could lead
// a write, a read or a removal to any file of the user. So below a guarded folder no link is
// followed, at any component of a path, and only regular files are opened. base/file.h, FileLock,
// MappedFile and Database use these functions for every path.

/// Who may use a file or folder that is created below a guarded folder.
enum class NewFiles {
  by_umask,
  owner_only,       ///< modes 0600 and 0700, whatever the umask
  owner_and_group,  ///< modes 0660 and 0770, whatever the umask
};

struct FolderRules {
  /// True: the folder is guarded only for the modes of new files. Links below it are followed even
  /// if a folder above it refuses links.
  bool follow_links = false;
  NewFiles new_files = NewFiles::by_umask;
};

/// Guards a folder, which may not exist yet, until the process ends. Links above the folder are
/// followed now; a link in place of the folder is followed only if the rules allow links. Guarding
/// a folder again replaces its rules. Thread-safe.
void guard_folder(const std::filesystem::path& folder, const FolderRules& rules = {});

/// A path, seen from the guarded folder above it.
struct GuardedPath {
  /// The highest guarded folder that refuses links and has no folder that allows them between
  /// itself and the path; empty: none.
  std::filesystem::path folder;
  std::string relative;  ///< from `folder`; "." for the folder itself
  NewFiles new_files = NewFiles::by_umask;

  bool refuses_links() const { return !folder.empty(); }
  /// folder / relative, which has no links above `folder`.
  std::filesystem::path path() const { return folder / relative; }
};

/// Finds the guarded folder above a path. Also finds the folder under its other names: links that
/// lead to it, or a second mount. Links above the folder are followed. Outside of guarded folders,
/// a link in the last component is followed unless `keep_last_link`.
GuardedPath find_guard(const std::filesystem::path& path, bool keep_last_link = false);

/// As open(2), with O_CLOEXEC; the modes of a new file follow the rules of its folder. Below a
/// guarded folder, follows no links, does not wait for the other end of a pipe, and opens only
/// regular files (with O_DIRECTORY, only folders). Throws Error; its message is
/// `what PATH: reason`, and for a link, the reason names the link and its target.
UniqueFd open_guarded(const std::filesystem::path& path, int flags, const char* what);
/// Like open_guarded(), but not open if the file, or a folder above it, does not exist.
UniqueFd open_guarded_if_present(const std::filesystem::path& path, int flags, const char* what);

/// lstat(2) below a guarded folder, stat(2) elsewhere; nothing if there is no such file. Throws
/// Error for a link above the last component.
std::optional<struct stat> stat_guarded(const std::filesystem::path& path, const char* what);

/// unlink(2). Removes a link, not its target. False if there is no such file. Throws Error.
bool unlink_guarded(const std::filesystem::path& path, const char* what);

/// rmdir(2). False if there is no such folder, or if the folder is not empty. Throws Error.
bool rmdir_guarded(const std::filesystem::path& path, const char* what);

/// rename(2). Both paths must be below the same guarded folder, or both outside. Throws Error.
void rename_guarded(const std::filesystem::path& from, const std::filesystem::path& to,
                    const char* what);

/// Creates a folder and the missing folders above it. Throws Error.
void make_folders(const std::filesystem::path& path);

/// Throws the Error of a link below a guarded folder: `what PATH: LINK is a symbolic link to
/// TARGET`, or `it` for LINK if the path itself is the link.
[[noreturn]] void refuse_link(const GuardedPath& place, const std::filesystem::path& link,
                              const char* what, const std::filesystem::path& path);

/// Opens a path below `folder` without following a link below `folder` and without leaving it; as
/// openat(2), with O_CLOEXEC. If it is not open, errno has the reason: ELOOP for a link, EXDEV for
/// a path that leaves the folder. `relative` has no empty components.
UniqueFd open_beneath(const std::filesystem::path& folder, const std::string& relative, int flags,
                      mode_t mode = 0);

/// What open_beneath() does if the kernel lacks openat2(2); in this header for tests.
UniqueFd open_by_components(const std::filesystem::path& folder, std::string_view relative,
                            int flags, mode_t mode = 0);

}  // namespace gitctx

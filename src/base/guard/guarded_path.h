#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace gitctx {

// These functions open all files below folders that strangers may have filled: worktrees, git
// folders, and the folders that gitctx keeps in them. A symbolic link below such a folder could
// redirect a read, a write or a removal to any file of the user. Therefore, no component of a path
// below a guarded folder may be a symbolic link, and only regular files are opened. base/file.h,
// FileLock, MappedFile and Database use these functions for every path.

/// Who may use a file or folder that is created below a guarded folder.
enum class NewFiles {
  by_umask,
  owner_only,       ///< modes 0600 and 0700, regardless of the umask
  owner_and_group,  ///< modes 0660 and 0770, regardless of the umask
};

struct FolderRules {
  /// If true, links below the folder are followed, even if a folder above it refuses links.
  bool follow_links = false;
  NewFiles new_files = NewFiles::by_umask;
};

/// Guards a folder, which may not exist yet, until the process ends. The call resolves links above
/// the folder. If the folder itself is a link, the call resolves this link only if the rules allow
/// links. Guarding a folder again replaces its rules. Thread-safe.
void guard_folder(const std::filesystem::path& folder, const FolderRules& rules = {});

/// A path, split at the guarded folder above it.
struct GuardedPath {
  /// The highest guarded folder that refuses links, at or above the path. The search goes up from
  /// the path and ends at the first guarded folder that allows links. Empty if no folder was found.
  std::filesystem::path folder;
  std::string relative;  ///< path relative to `folder`; "." for the folder itself
  NewFiles new_files = NewFiles::by_umask;
  bool is_guarded = false;  ///< a guarded folder was found, perhaps one that allows links

  bool refuses_links() const { return !folder.empty(); }
  /// folder / relative, which has no links above `folder`.
  std::filesystem::path path() const { return folder / relative; }
};

/// Finds the guarded folder above a path. Also finds the folder if the path contains another name
/// for it, such as a link or a second mount. Links above the folder are followed. Outside of
/// guarded folders, a link in the last component is followed if `keep_last_link` is false.
GuardedPath find_guard(const std::filesystem::path& path, bool keep_last_link = false);

/// Calls open(2) with O_CLOEXEC. The mode of a new file follows the rules of its folder. Below a
/// guarded folder, follows no links unless the rules allow them, does not wait for the other end of
/// a pipe, and opens only regular files (with O_DIRECTORY, only folders). On failure, throws an
/// Error whose message is `what PATH: reason`. For a link, the reason names the link and its
/// target.
UniqueFd open_guarded(const std::filesystem::path& path, int flags, const char* what);
/// Like open_guarded(), but returns a UniqueFd that is not open if the file, or a folder above it,
/// does not exist.
UniqueFd open_guarded_if_present(const std::filesystem::path& path, int flags, const char* what);

/// Calls lstat(2) below a guarded folder, and stat(2) elsewhere. Returns nothing if the file does
/// not exist. Throws Error on other failures. Below a guarded folder, a link above the last
/// component is a failure.
std::optional<struct stat> stat_guarded(const std::filesystem::path& path, const char* what);

/// Calls unlink(2), which removes a link, not its target. Returns false if the file does not exist.
/// Throws Error on other failures.
bool unlink_guarded(const std::filesystem::path& path, const char* what);

/// Calls rmdir(2). Returns false if the folder does not exist or is not empty. Throws Error on
/// other failures.
bool rmdir_guarded(const std::filesystem::path& path, const char* what);

/// Calls rename(2). Both paths must be below the same guarded folder, or both outside guarded
/// folders. Throws Error on failure.
void rename_guarded(const std::filesystem::path& from, const std::filesystem::path& to,
                    const char* what);

/// Creates a folder and the missing folders above it. Throws Error on failure.
void make_folders(const std::filesystem::path& path);

/// Throws the Error that reports a link below a guarded folder. Its message is
///   what PATH: LINK is a symbolic link to TARGET
/// If the path itself is the link, the message has `it` instead of LINK.
[[noreturn]] void refuse_link(const GuardedPath& place, const std::filesystem::path& link,
                              const char* what, const std::filesystem::path& path);

/// Opens a path below `folder` like openat(2) with O_CLOEXEC. Does not follow a link below
/// `folder`, and does not leave `folder`. If the result is not open, errno has the reason: ELOOP
/// for a link, EXDEV for a path that leaves `folder`. `relative` must not have empty components.
UniqueFd open_beneath(const std::filesystem::path& folder, const std::string& relative, int flags,
                      mode_t mode = 0);

/// The implementation of open_beneath() for kernels without openat2(2). Declared here for tests.
UniqueFd open_by_components(const std::filesystem::path& folder, std::string_view relative,
                            int flags, mode_t mode = 0);

}  // namespace gitctx

#include "base/guard/guarded_path.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // the limit of the Linux kernel
constexpr mode_t permission_bits = 0777;

struct GuardedFolder {
  FolderRules rules;
  dev_t device = 0;
  ino_t inode = 0;  ///< 0 if the folder did not exist when it was guarded
};

/// The guarded folders, by their absolute paths without links.
struct Registry {
  std::mutex mutex;
  std::map<fs::path::string_type, GuardedFolder, std::less<>> folders;
  std::map<std::pair<dev_t, ino_t>, std::string> by_identity;

  const GuardedFolder* find(const fs::path& folder) const {
    const auto found = folders.find(folder.native());
    return found == folders.end() ? nullptr : &found->second;
  }

  /// Whether the rules of the nearest guarded folder refuse links below `folder`.
  bool refuses_links_below(fs::path folder) const {
    for (;; folder = folder.parent_path()) {
      const GuardedFolder* const found = find(folder);
      if (found != nullptr) return !found->rules.follow_links;
      if (!folder.has_relative_path()) return false;
    }
  }

  /// The path under which the folder with this status is guarded. Returns nothing if the path leads
  /// to another folder, because the file system may reuse the inode number of a removed folder.
  std::optional<fs::path> other_name(const struct stat& status) const {
    const auto found = by_identity.find({status.st_dev, status.st_ino});
    if (found == by_identity.end()) return std::nullopt;
    struct stat now{};
    if (::lstat(found->second.c_str(), &now) != 0 || now.st_dev != status.st_dev ||
        now.st_ino != status.st_ino) {
      return std::nullopt;
    }
    return found->second;
  }
};

Registry& registry() {
  static Registry instance;
  return instance;
}

void push_components(std::deque<std::string>& rest, const fs::path& path) {
  std::deque<std::string> added;
  for (const fs::path& part : path.relative_path()) added.push_back(part.string());
  rest.insert(rest.begin(), added.begin(), added.end());
}

/// The absolute path. Follows links, but not below a guarded folder that refuses links.
fs::path with_outer_links_followed(const Registry& guards, const fs::path& path,
                                   bool keep_last_link) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(path, failed);
  if (failed) return path;
  std::deque<std::string> rest;
  push_components(rest, absolute);
  fs::path at = "/";
  int links = 0;
  bool is_inside = guards.refuses_links_below(at);
  while (!rest.empty()) {
    const std::string name = std::move(rest.front());
    rest.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      at = at.parent_path();
      is_inside = guards.refuses_links_below(at);
      continue;
    }
    at /= name;
    if (const GuardedFolder* const guarded = guards.find(at)) {
      is_inside = !guarded->rules.follow_links;
    }
    if (is_inside) continue;
    struct stat status{};
    if (::lstat(at.c_str(), &status) != 0) continue;
    const bool follow = S_ISLNK(status.st_mode) && !(keep_last_link && rest.empty());
    if (follow && links++ < most_links) {
      const fs::path target = fs::read_symlink(at, failed);
      if (failed) continue;
      push_components(rest, target);
      at = target.is_absolute() ? fs::path("/") : at.parent_path();
      is_inside = guards.refuses_links_below(at);
      continue;
    }
    if (!S_ISDIR(status.st_mode)) continue;
    if (guards.find(at) == nullptr) {
      if (const auto other = guards.other_name(status)) at = *other;
    }
    is_inside = guards.refuses_links_below(at);
  }
  return at;
}

mode_t mode_of_new_file(NewFiles rule) {
  switch (rule) {
    case NewFiles::by_umask:
      return 0666;
    case NewFiles::owner_only:
      return 0600;
    case NewFiles::owner_and_group:
      return 0660;
  }
  return 0600;
}

mode_t mode_of_new_folder(NewFiles rule) {
  const mode_t mode = mode_of_new_file(rule);
  return mode | ((mode & 0444) >> 2);  // read permission implies search permission
}

/// Opens a guarded folder. Refuses a link in place of the folder.
UniqueFd open_folder(const fs::path& folder) {
  UniqueFd opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!opened.is_open() && errno == ENOTDIR) {
    struct stat status{};
    const bool is_link = ::lstat(folder.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
    errno = is_link ? ELOOP : ENOTDIR;
  }
  return opened;
}

fs::path parent_of(const std::string& relative) {
  const fs::path parent = fs::path(relative).parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

/// The last component, without a final slash.
std::string name_in_folder(const std::string& relative) {
  return fs::path(relative).filename().string();
}

/// The folder that holds the path.
UniqueFd open_parent(const GuardedPath& place) {
  return open_beneath(place.folder, parent_of(place.relative).string(), O_PATH | O_DIRECTORY);
}

/// The first link at or below the guarded folder; the path itself if there is none.
fs::path first_link(const GuardedPath& place) {
  fs::path at = place.folder;
  std::error_code failed;
  for (const fs::path& part : fs::path(place.relative)) {
    if (fs::is_symlink(fs::symlink_status(at, failed))) break;
    at /= part;
  }
  return at;
}

[[noreturn]] void throw_failure(int error_number, const GuardedPath& place, const char* what,
                                const fs::path& path) {
  if (place.refuses_links() && error_number == ELOOP) {
    refuse_link(place, first_link(place), what, path);
  }
  throw_system_error(error_number, what, path.string());
}

[[noreturn]] void refuse_kind(const char* what, const fs::path& path) {
  throw Error(ErrorCode::failure, std::string(what) + " " + path.string() + ": not a regular file",
              "Remove it");
}

bool is_missing(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }

/// Gives the group access to a created file if the rule demands it, because the umask may have
/// removed this access.
void share_with_group(const UniqueFd& file, NewFiles rule) {
  if (rule != NewFiles::owner_and_group) return;
  struct stat status{};
  const mode_t wanted = mode_of_new_file(rule);
  if (::fstat(file.get(), &status) != 0 || status.st_uid != ::geteuid()) return;
  if ((status.st_mode & permission_bits) == wanted) return;
  // If fchmod() fails, only the group lacks access. The owner can use the file as usual.
  [[maybe_unused]] const int ignored = ::fchmod(file.get(), wanted);
}

UniqueFd open_or_throw(const fs::path& path, int flags, const char* what, bool may_be_missing) {
  const GuardedPath place = find_guard(path);
  const mode_t mode = (flags & O_CREAT) != 0 ? mode_of_new_file(place.new_files) : 0;
  const bool is_guarded = place.is_guarded;
  if (is_guarded) flags |= O_NONBLOCK | O_NOCTTY;
  UniqueFd file = place.refuses_links() ? open_beneath(place.folder, place.relative, flags, mode)
                                        : UniqueFd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!file.is_open()) {
    if (may_be_missing && is_missing(errno)) return file;
    // ENXIO means that the file is a pipe without a reader.
    if (is_guarded && errno == ENXIO) refuse_kind(what, path);
    throw_failure(errno, place, what, path);
  }
  if ((flags & O_CREAT) != 0) share_with_group(file, place.new_files);
  if (!is_guarded) return file;
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) throw_system_error(errno, what, path.string());
  const bool is_right =
      (flags & O_DIRECTORY) != 0 ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode);
  if (is_right) return file;
  if (S_ISDIR(status.st_mode)) throw_system_error(EISDIR, what, path.string());
  refuse_kind(what, path);
}

/// Calls unlinkat(2) with these flags. Returns 0 or an errno.
int remove_at(const GuardedPath& place, const fs::path& path, int flags) {
  if (!place.refuses_links()) {
    return ::unlinkat(AT_FDCWD, path.c_str(), flags) == 0 ? 0 : errno;
  }
  const UniqueFd parent = open_parent(place);
  if (!parent.is_open()) return errno;
  const std::string name = name_in_folder(place.relative);
  return ::unlinkat(parent.get(), name.c_str(), flags) == 0 ? 0 : errno;
}

/// Opens the folder `name` in the folder `parent`. Creates `name` first if it is missing.
UniqueFd enter_folder(const UniqueFd& parent, const char* name, NewFiles rule) {
  const mode_t mode = rule == NewFiles::by_umask ? permission_bits : mode_of_new_folder(rule);
  const bool is_new = ::mkdirat(parent.get(), name, mode) == 0;
  if (!is_new && errno != EEXIST) return {};
  UniqueFd folder(::openat(parent.get(), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open() && errno == ENOTDIR) {
    struct stat status{};
    const bool is_link =
        ::fstatat(parent.get(), name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
    errno = is_link ? ELOOP : ENOTDIR;
  }
  struct stat status{};
  if (is_new && rule == NewFiles::owner_and_group && folder.is_open() &&
      ::fstat(folder.get(), &status) == 0) {
    // The set-group-id bit is inherited from the parent folder. With this bit, new files inherit
    // the group of their folder.
    const mode_t wanted = mode | (status.st_mode & S_ISGID);
    // fchmod() refuses a descriptor opened with O_PATH, and a second lookup of the name could find
    // a link. So "." of the open folder is opened.
    const UniqueFd opened(::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    [[maybe_unused]] const int ignored = ::fchmod(opened.get(), wanted);
  }
  return folder;
}

/// Creates the missing folders of a path below a guarded folder. Returns 0 or an errno.
int make_guarded_folders(const GuardedPath& place) {
  // The guarded folder itself may be missing, for example the index folder of a new repository.
  std::error_code failed;
  if (!fs::exists(place.folder, failed)) fs::create_directories(place.folder, failed);
  UniqueFd at = open_folder(place.folder);
  fs::path reached = place.folder;
  for (const fs::path& part : fs::path(place.relative)) {
    if (!at.is_open()) return errno;
    if (part.empty() || part == ".") continue;
    reached /= part;
    at = enter_folder(at, part.c_str(), find_guard(reached).new_files);
  }
  return at.is_open() ? 0 : errno;
}

/// Creates the missing folders of a path where links are allowed. Their modes follow the rules of
/// the guarded folders. Returns 0 or an errno.
int make_plain_folders(const fs::path& path) {
  std::error_code failed;
  if (path.empty() || fs::is_directory(path, failed)) return 0;
  if (const int error = make_plain_folders(path.parent_path()); error != 0) return error;
  const NewFiles rule = find_guard(path).new_files;
  const mode_t mode = rule == NewFiles::by_umask ? permission_bits : mode_of_new_folder(rule);
  if (::mkdir(path.c_str(), mode) == 0) return 0;
  const int error = errno;
  return error == EEXIST && fs::is_directory(path, failed) ? 0 : error;
}

}  // namespace

void guard_folder(const fs::path& folder, const FolderRules& rules) {
  std::error_code failed;
  fs::path known = fs::absolute(folder, failed).lexically_normal();
  if (!known.has_filename()) known = known.parent_path();
  const fs::path above = fs::weakly_canonical(known.parent_path(), failed);
  if (!failed) known = above / known.filename();
  if (!known.has_filename()) known = known.parent_path();
  // If the rules do not allow links, the last component is not resolved, so that a link in place of
  // the folder is refused.
  const fs::path link = known;
  if (rules.follow_links) {
    const fs::path target = fs::weakly_canonical(link, failed);
    if (!failed) known = target;
  }
  GuardedFolder guarded{.rules = rules};
  struct stat status{};
  if (::lstat(known.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    guarded.device = status.st_dev;
    guarded.inode = status.st_ino;
  }
  Registry& guards = registry();
  const std::lock_guard lock(guards.mutex);
  guards.folders[known.native()] = guarded;
  guards.folders[link.native()] = guarded;
  if (guarded.inode != 0) {
    guards.by_identity[{guarded.device, guarded.inode}] = known.native();
  }
}

GuardedPath find_guard(const fs::path& path, bool keep_last_link) {
  Registry& guards = registry();
  const std::lock_guard lock(guards.mutex);
  GuardedPath place;
  if (guards.folders.empty()) return place;
  const fs::path real = with_outer_links_followed(guards, path, keep_last_link);
  for (fs::path folder = real;; folder = folder.parent_path()) {
    if (const GuardedFolder* const found = guards.find(folder)) {
      if (!place.is_guarded) place.new_files = found->rules.new_files;
      place.is_guarded = true;
      if (found->rules.follow_links) break;
      place.folder = folder;
    }
    if (!folder.has_relative_path()) break;
  }
  if (place.refuses_links()) place.relative = real.lexically_relative(place.folder).string();
  return place;
}

UniqueFd open_guarded(const fs::path& path, int flags, const char* what) {
  return open_or_throw(path, flags, what, /*may_be_missing=*/false);
}

UniqueFd open_guarded_if_present(const fs::path& path, int flags, const char* what) {
  return open_or_throw(path, flags, what, /*may_be_missing=*/true);
}

std::optional<struct stat> stat_guarded(const fs::path& path, const char* what) {
  const GuardedPath place = find_guard(path);
  struct stat status{};
  int error = 0;
  if (!place.refuses_links()) {
    if (::stat(path.c_str(), &status) != 0) error = errno;
  } else {
    const UniqueFd parent = open_parent(place);
    if (!parent.is_open() || ::fstatat(parent.get(), name_in_folder(place.relative).c_str(),
                                       &status, AT_SYMLINK_NOFOLLOW) != 0) {
      error = errno;
    }
  }
  if (error == 0) return status;
  if (is_missing(error)) return std::nullopt;
  throw_failure(error, place, what, path);
}

bool unlink_guarded(const fs::path& path, const char* what) {
  const GuardedPath place = find_guard(path, /*keep_last_link=*/true);
  const int error = remove_at(place, path, 0);
  if (error == 0) return true;
  if (error == ENOENT) return false;
  throw_failure(error, place, what, path);
}

bool rmdir_guarded(const fs::path& path, const char* what) {
  const GuardedPath place = find_guard(path, /*keep_last_link=*/true);
  const int error = remove_at(place, path, AT_REMOVEDIR);
  if (error == 0) return true;
  if (error == ENOENT || error == ENOTEMPTY || error == EEXIST) return false;
  throw_failure(error, place, what, path);
}

void rename_guarded(const fs::path& from, const fs::path& to, const char* what) {
  const GuardedPath source = find_guard(from, /*keep_last_link=*/true);
  const GuardedPath target = find_guard(to, /*keep_last_link=*/true);
  if (!source.refuses_links() && !target.refuses_links()) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw_system_error(errno, what, to.string());
    return;
  }
  const auto parent_for = [what](const GuardedPath& place, const fs::path& path) {
    UniqueFd parent = place.refuses_links() ? open_parent(place) : UniqueFd(AT_FDCWD);
    if (!parent.is_open() && place.refuses_links()) throw_failure(errno, place, what, path);
    return parent;
  };
  UniqueFd old_parent = parent_for(source, from);
  UniqueFd new_parent = parent_for(target, to);
  const std::string old_name =
      source.refuses_links() ? name_in_folder(source.relative) : from.string();
  const std::string new_name =
      target.refuses_links() ? name_in_folder(target.relative) : to.string();
  if (::renameat(old_parent.get(), old_name.c_str(), new_parent.get(), new_name.c_str()) != 0) {
    throw_system_error(errno, what, to.string());
  }
}

void make_folders(const fs::path& path) {
  const GuardedPath place = find_guard(path);
  const int error = place.refuses_links() ? make_guarded_folders(place) : make_plain_folders(path);
  if (error != 0) throw_failure(error, place, "cannot create", path);
}

void refuse_link(const GuardedPath& place, const fs::path& link, const char* what,
                 const fs::path& path) {
  std::error_code failed;
  fs::path target = fs::canonical(link, failed);
  if (failed) target = (link.parent_path() / fs::read_symlink(link, failed)).lexically_normal();
  const bool is_path = link == path || link == place.path();
  throw Error(ErrorCode::permission,
              std::string(what) + " " + path.string() + ": " + (is_path ? "it" : link.string()) +
                  " is a symbolic link to " + target.string(),
              "Remove the link, or replace it with a file or folder: gitctx follows no symbolic "
              "links below " +
                  place.folder.string());
}

UniqueFd open_by_components(const fs::path& folder, std::string_view relative, int flags,
                            mode_t mode) {
  UniqueFd at = open_folder(folder);
  while (at.is_open()) {
    const std::size_t slash = relative.find('/');
    const std::string name(relative.substr(0, slash));
    const bool is_last = slash == std::string_view::npos;
    if (name.empty() || name == "..") {
      errno = EXDEV;
      return {};
    }
    const int how = is_last ? flags : O_PATH | O_DIRECTORY;
    UniqueFd next(::openat(at.get(), name.c_str(), how | O_NOFOLLOW | O_CLOEXEC, mode));
    // For a link, openat() with O_PATH opens the link itself. With O_DIRECTORY, it fails and
    // reports that the link is not a folder.
    struct stat status{};
    if ((next.is_open() || errno == ENOTDIR) &&
        ::fstatat(at.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
      const bool is_link = S_ISLNK(status.st_mode);
      if (is_link) next.reset();
      if (is_link || !next.is_open()) errno = is_link ? ELOOP : ENOTDIR;
    }
    at = std::move(next);
    if (is_last) break;
    relative.remove_prefix(slash + 1);
  }
  return at;
}

UniqueFd open_beneath(const fs::path& folder, const std::string& relative, int flags, mode_t mode) {
  const UniqueFd root = open_folder(folder);
  if (!root.is_open()) return {};
  open_how how{};
  how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const long opened = ::syscall(SYS_openat2, root.get(), relative.c_str(), &how, sizeof how);
  if (opened >= 0) return UniqueFd(static_cast<int>(opened));
  // EAGAIN: a folder was renamed at this moment. ENOSYS, EPERM: an old kernel or a sandbox.
  if (errno != ENOSYS && errno != EPERM && errno != EAGAIN) return {};
  return open_by_components(folder, relative, flags, mode);
}

}  // namespace gitctx

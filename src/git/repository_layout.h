#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gitctx {

/// The folders of a repository, as absolute paths.
struct RepositoryLayout {
  std::filesystem::path git_dir;     ///< folder with HEAD and the index of this worktree
  std::filesystem::path common_dir;  ///< folder with the objects and refs of all worktrees
  std::filesystem::path worktree;    ///< empty if bare
  std::string worktree_name;         ///< the name under worktrees/; empty for the main worktree
  std::string remote_name;           ///< last part of the URL of a remote on another machine
  bool bare = false;

  std::filesystem::path objects_dir() const { return common_dir / "objects"; }
  /// The git_dir of the worktree with this name.
  std::filesystem::path worktree_git_dir(std::string_view name) const {
    return name.empty() ? common_dir : common_dir / "worktrees" / name;
  }
  /// The usual name of the repository, without ".git" at the end. If there are remotes on other
  /// machines, the name is the last part of the URL of `origin`, or else of the first such remote
  /// by name, so that all clones have the same name. Otherwise, it is the name of the folder that
  /// contains .git, or of the bare repository.
  std::string name() const;
  bool operator==(const RepositoryLayout&) const = default;
};

/// The environment variables and configuration files that affect how git finds a repository.
struct GitEnvironment {
  std::string git_dir;                          ///< GIT_DIR; empty if unset
  std::string work_tree;                        ///< GIT_WORK_TREE; empty if unset
  std::vector<std::filesystem::path> ceilings;  ///< GIT_CEILING_DIRECTORIES

  // These members decide whether a repository is safe (repository_owner.h).
  std::filesystem::path home;                       ///< HOME; empty if unset
  std::vector<std::filesystem::path> config_files;  ///< in increasing precedence: system, user
  std::vector<std::pair<std::string, std::string>> command_config;  ///< GIT_CONFIG_KEY_0, ...
  uid_t user = ::geteuid();
  std::optional<uid_t> sudo_user;       ///< SUDO_UID
  bool assume_different_owner = false;  ///< GIT_TEST_ASSUME_DIFFERENT_OWNER, for tests, as in git

  static GitEnvironment of_process();
};

/// The repository that contains `start`, found by searching upwards as git does; nothing if there
/// is no repository. Guards the folders of the repository (base/guard/guarded_path.h). Throws Error
/// in these cases:
/// * gitctx cannot read the repository (SHA-256 object ids, reftable, an unknown format).
/// * git refuses the configuration of the repository (require_usable_config() in libgit2.h).
/// * A .git file or GIT_DIR does not name a repository.
/// * The repository is not safe (repository_owner.h), and GIT_DIR does not name it.
/// * A .git file, a link named .git, a commondir file or a configured worktree leads to a folder
///   that does not lead back. The code is ErrorCode::permission. GIT_DIR turns this check off, and
///   GIT_WORK_TREE turns it off for a configured worktree.
std::optional<RepositoryLayout> find_repository(
    const std::filesystem::path& start,
    const GitEnvironment& environment = GitEnvironment::of_process());

/// Guards the folders of the repository around a path that the user named, so that nothing is
/// written there through a link. If a component of the path is a link in a worktree, guards that
/// worktree. Accepts any repository, even an unsafe one; never throws.
void guard_repository_around(const std::filesystem::path& path);

/// The repository whose worktree contains the path, if any. A link in a worktree counts as a file
/// of the worktree, wherever the link leads. Also finds a repository that is broken or unsafe, so
/// that its files never count as the user's own. If a component of the path is a link in a
/// worktree, guards that worktree.
std::optional<RepositoryLayout> find_holder(const std::filesystem::path& path);

/// Like find_repository(), but throws not_a_repository if no repository is found.
RepositoryLayout require_repository(
    const std::filesystem::path& start,
    const GitEnvironment& environment = GitEnvironment::of_process());

}  // namespace gitctx

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gitctx {

/// The folders of a repository. All paths are absolute.
struct RepositoryLayout {
  std::filesystem::path git_dir;     ///< HEAD and the index of this worktree
  std::filesystem::path common_dir;  ///< objects and refs shared by all worktrees
  std::filesystem::path worktree;    ///< empty if bare
  std::string worktree_name;         ///< the name under worktrees/; empty for the main worktree
  bool bare = false;

  std::filesystem::path objects_dir() const { return common_dir / "objects"; }
  /// What people call it: the folder that holds .git, or the bare repository without ".git".
  std::string name() const;
  bool operator==(const RepositoryLayout&) const = default;
};

/// The environment variables that change where git looks.
struct GitEnvironment {
  std::string git_dir;                          ///< GIT_DIR; empty if unset
  std::string work_tree;                        ///< GIT_WORK_TREE; empty if unset
  std::vector<std::filesystem::path> ceilings;  ///< GIT_CEILING_DIRECTORIES

  static GitEnvironment of_process();
};

/// The repository `start` lies in, searched upwards as git does; nothing if there is none. Throws
/// an Error for a repository that cannot be read here (SHA-256 object ids, reftable, a .git file
/// or GIT_DIR that names no repository).
std::optional<RepositoryLayout> find_repository(
    const std::filesystem::path& start,
    const GitEnvironment& environment = GitEnvironment::of_process());

/// As find_repository, but throws not_a_repository when there is none.
RepositoryLayout require_repository(
    const std::filesystem::path& start,
    const GitEnvironment& environment = GitEnvironment::of_process());

}  // namespace gitctx

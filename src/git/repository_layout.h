#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The folders of a repository, as absolute paths.
struct RepositoryLayout {
  std::filesystem::path git_dir;     ///< HEAD and the index of this worktree
  std::filesystem::path common_dir;  ///< objects and refs shared by all worktrees
  std::filesystem::path worktree;    ///< empty if bare
  std::string worktree_name;         ///< the name under worktrees/; empty for the main worktree
  bool bare = false;

  std::filesystem::path objects_dir() const { return common_dir / "objects"; }
  /// The git_dir of the worktree with this name.
  std::filesystem::path worktree_git_dir(std::string_view name) const {
    return name.empty() ? common_dir : common_dir / "worktrees" / name;
  }
  /// The usual name of the repository: the name of the folder that contains .git, or of the bare
  /// repository without its ".git".
  std::string name() const;
  bool operator==(const RepositoryLayout&) const = default;
};

/// The environment variables that change how git finds a repository.
struct GitEnvironment {
  std::string git_dir;                          ///< GIT_DIR; empty if unset
  std::string work_tree;                        ///< GIT_WORK_TREE; empty if unset
  std::vector<std::filesystem::path> ceilings;  ///< GIT_CEILING_DIRECTORIES

  static GitEnvironment of_process();
};

/// The repository that contains `start`, searched upwards as git does, if any. Throws Error for a
/// repository that gitctx cannot read (SHA-256 object ids, reftable), and for a .git file or
/// GIT_DIR that does not name a repository.
std::optional<RepositoryLayout> find_repository(
    const std::filesystem::path& start,
    const GitEnvironment& environment = GitEnvironment::of_process());

/// Like find_repository(), but throws not_a_repository if no repository is found.
RepositoryLayout require_repository(
    const std::filesystem::path& start,
    const GitEnvironment& environment = GitEnvironment::of_process());

}  // namespace gitctx

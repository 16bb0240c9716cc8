#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"

namespace gitctx {

// Where a repository lies and what its refs say, from plain files alone: nothing here loads
// libgit2 or reads an object, so a search on a current index pays microseconds for it.

/// The folders of a repository. All paths are absolute.
struct RepositoryLayout {
  std::filesystem::path git_dir;     ///< HEAD and the index of this worktree
  std::filesystem::path common_dir;  ///< objects and refs shared by all worktrees
  std::filesystem::path worktree;    ///< empty if bare
  std::string worktree_name;         ///< the name under worktrees/; empty for the main worktree
  bool bare = false;

  std::filesystem::path objects_dir() const { return common_dir / "objects"; }
  bool operator==(const RepositoryLayout&) const = default;
};

/// The environment variables that change where git looks.
struct GitEnvironment {
  std::string git_dir;                               ///< GIT_DIR; empty if unset
  std::string work_tree;                             ///< GIT_WORK_TREE; empty if unset
  std::vector<std::filesystem::path> ceilings;       ///< GIT_CEILING_DIRECTORIES

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

struct HeadState {
  std::optional<CommitId> commit;  ///< nothing for an unborn branch
  std::string ref;                 ///< as "refs/heads/main"; empty if detached

  bool operator==(const HeadState&) const = default;
};

/// The HEAD of the layout's worktree. Throws if HEAD is missing or makes no sense.
HeadState read_head(const RepositoryLayout& layout);

/// The commit the ref with this full name ("HEAD", "refs/heads/main") points at, through symbolic
/// refs (at most five) and packed-refs. Nothing if there is no such ref, or if only an object
/// could tell what it points at (a loose tag).
std::optional<CommitId> read_ref(const RepositoryLayout& layout, std::string_view name);

/// As read_ref for what a user types ("main", "v1.2", "origin/main", "HEAD"), tried in the order of
/// git rev-parse. Nothing also for anything that is not a ref name: then ask Repository.
std::optional<CommitId> read_short_ref(const RepositoryLayout& layout, std::string_view name);

/// A ref as stored: what it names may be a commit, a tag or anything else, unless `peeled` says.
struct StoredRef {
  std::string name;
  CommitId target;                 ///< the id in the file; of a tag object for annotated tags
  std::optional<CommitId> peeled;  ///< the commit behind it, where known without an object

  bool operator==(const StoredRef&) const = default;
};

/// All refs below `prefix` ("refs/", "refs/heads/"), loose over packed, sorted by name; symbolic
/// ones are followed, broken ones left out.
std::vector<StoredRef> list_refs(const RepositoryLayout& layout, std::string_view prefix);

/// HEAD of every worktree of the repository (the main one first, then by name); unborn ones are
/// left out.
std::vector<StoredRef> list_worktree_heads(const RepositoryLayout& layout);

/// The commits whose parents a shallow clone does not have; empty for a full clone. Sorted.
std::vector<CommitId> read_shallow_boundary(const RepositoryLayout& layout);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "git/repository_layout.h"

namespace gitctx {

// The refs of a repository, read from plain files. Nothing here loads libgit2 or reads an object,
// so a search of an up-to-date index spends only microseconds in these functions.

struct HeadState {
  std::optional<CommitId> commit;  ///< nothing on an unborn branch
  std::string ref;                 ///< such as "refs/heads/main"; empty if detached

  bool operator==(const HeadState&) const = default;
};

/// HEAD of the layout's worktree. Throws Error if HEAD is missing or invalid.
HeadState read_head(const RepositoryLayout& layout);

/// The commit of the ref with this full name ("HEAD", "refs/heads/main"), found in loose refs or
/// packed-refs. Follows up to five symbolic refs. Nothing if the ref does not exist, or if the ref
/// is a loose annotated tag, whose object must be read to find the commit.
std::optional<CommitId> read_ref(const RepositoryLayout& layout, std::string_view name);

/// Like read_ref(), for a short name ("main", "v1.2", "origin/main", "HEAD"), resolved in the order
/// of git rev-parse. Nothing for other revisions, which only Repository::resolve_commit() resolves.
std::optional<CommitId> read_short_ref(const RepositoryLayout& layout, std::string_view name);

/// Whether the revision is an expression that may walk through the history or a reflog, such as
/// `HEAD~1`, `v1^2`, `HEAD^{/text}`, `:/text` or `main@{1}`, rather than the name of a ref or
/// commit.
bool is_expression(std::string_view revision);

/// A ref as stored. Its target can be a commit, a tag or any other object.
struct StoredRef {
  std::string name;
  CommitId target;                 ///< stored id; for an annotated tag, the id of the tag object
  std::optional<CommitId> peeled;  ///< commit of the ref, if known without reading an object

  bool operator==(const StoredRef&) const = default;
};

/// The largest real repositories have a few hundred thousand refs, most of them packed.
inline constexpr std::size_t most_ref_files = 1'000'000;

/// All refs below `prefix` ("refs/", "refs/heads/"), sorted by name. A loose ref hides the packed
/// ref with the same name. Symbolic refs are followed, and broken refs are left out. Folders of
/// refs that are links are also left out. Only the refs folder itself may be a link, if the target
/// is also named "refs". Throws Error if there are more than `most_files` files and folders of
/// refs.
std::vector<StoredRef> list_refs(const RepositoryLayout& layout, std::string_view prefix,
                                 std::size_t most_files = most_ref_files);

/// Throws Error if a folder of refs is a link, or if there are more than `most` refs. For the
/// revision ":/TEXT", libgit2 visits all refs and follows such links, which could take very long.
void require_searchable_refs(const RepositoryLayout& layout, std::size_t most = 100'000);

/// HEAD of every worktree of the repository: first the main worktree, then the others by name.
/// Unborn HEADs are left out.
std::vector<StoredRef> list_worktree_heads(const RepositoryLayout& layout);

/// The commits whose parents a shallow clone lacks, sorted; empty for a full clone.
std::vector<CommitId> read_shallow_boundary(const RepositoryLayout& layout);

}  // namespace gitctx

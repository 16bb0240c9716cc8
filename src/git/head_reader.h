#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "git/repository_layout.h"

namespace gitctx {

// What the refs of a repository say, from plain files alone: nothing here loads libgit2 or reads an
// object, so a search on a current index pays microseconds for it.

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

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/view.h"
#include "git/repository.h"

namespace gitctx {

// From a repository to the files of a view. What the file set itself leaves out is in
// View::skipped, by path, with the fact behind it:
//
//   submodule   a commit entry, or a repository inside the worktree that is not tracked
//   symlink     its target is indexed where it lies
//   ignored     a pattern of .gitctxignore (gitignore syntax, in any folder, read from the view
//               itself; a deeper file wins, then the later line)
//   generated, vendored   linguist-generated and linguist-vendored of .gitattributes, also read
//               from the view itself, so a snapshot never sees the attributes of the checkout
//   unreadable  a tree that is corrupt or missing (its path ends in '/'), a file of the worktree
//               that cannot be read
//   too_large   only worktree files that would have to be read for their id; for blobs BlobReader
//               tells the size
//
// A negated pattern of .gitctxignore (`!vendor/ours`) also takes back linguist-generated and
// linguist-vendored for what it matches: .gitctxignore has the last word. As in .gitignore, a
// file below an ignored folder cannot be taken back. Hidden files, and tracked files that
// .gitignore names, are in: the file set is git's.
//
// All functions throw Error(interrupted) soon after `stop` is asked for.

struct ViewOptions {
  std::uint64_t max_blob_bytes = 5 * 1024 * 1024;  ///< larger worktree files are not hashed
  std::stop_token stop;
};

/// The tree of one commit. Throws if the commit or its root tree cannot be read.
View build_snapshot_view(Repository& repository, const CommitId& commit,
                         const ViewOptions& options = {});

/// HEAD overlaid with what is on disk: changed and staged files with the content on disk,
/// untracked files that no .gitignore, info/exclude or core.excludesFile names, and without
/// deleted ones. An entry's blob is the id git would store (line endings and ident as the
/// attributes say; external filters such as LFS are not run, then it is the id of the raw
/// bytes). Files whose size and times match the index are not read. Files that sparse checkout
/// left out, or marked assume-unchanged, count as the index has them. Throws for a bare repository.
View build_worktree_view(Repository& repository, const ViewOptions& options = {});

struct HistoryView {
  View view;
  std::size_t commit_count = 0;  ///< commits reachable from the refs
};

/// Every blob reachable from `Repository::history_refs`, each once. The commits stand in one total
/// order: parents before children, among those free to go the older committer date first, then
/// the smaller id. A commit carries a blob at a path if its tree has it there and the path is not
/// left out; what leaves paths out are .gitctxignore and .gitattributes of the HEAD commit, for all
/// commits. `first_commit` and `last_commit` are the first and the last commit in the order that
/// carry the blob; `path` is the smallest path at `last_commit`, `other_paths` are all others it
/// ever had, sorted. Entries are sorted by (path, blob). At a shallow boundary history ends; a
/// missing commit or tree is a line in `skipped`.
HistoryView build_history_view(Repository& repository, const ViewOptions& options = {});

/// How many files differ between the trees of two commits, counted up to `stop_at`: cheap enough
/// to decide whether a refresh is small.
std::size_t count_changed_paths(Repository& repository, const CommitId& from, const CommitId& to,
                                std::size_t stop_at);

/// A commit with one parent, and the paths at which their trees differ, in the order of the trees.
struct ChangedPaths {
  CommitId commit;
  std::vector<std::string> paths;
};

struct ChangeLimits {
  std::size_t commits = 1000;  ///< no more commits than this
  std::size_t paths = 10;      ///< none that changes more paths than this
};

/// The newest commits that lead to `tip` and have one parent that can be read, newest first.
std::vector<ChangedPaths> newest_changes(Repository& repository, const CommitId& tip,
                                         const ChangeLimits& limits, const std::stop_token& stop);

}  // namespace gitctx

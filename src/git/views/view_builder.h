#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/view.h"
#include "git/repository.h"
#include "git/views/tree_lister.h"

namespace gitctx {

// Lists the files of a view. Files that the view leaves out are in View::skipped, sorted by path,
// with a reason and a detail:
//
//   submodule   a commit entry, or an untracked repository inside the worktree
//   symlink     a symbolic link; the target is indexed under the path of the target
//   ignored     a pattern of .gitctxignore matches (gitignore syntax, in any folder, read from the
//               view itself; a deeper file overrides a higher one, and a later line an earlier one)
//   generated, vendored   .gitattributes, also read from the view itself, sets linguist-generated
//               or linguist-vendored; a snapshot never uses the attributes of the checkout
//   binary      .gitattributes, also read from the view itself, sets binary
//   unreadable  a corrupt or missing tree (its path ends in '/'), a name that git refuses, an
//               unreadable worktree file, or a rule file that is not used
//   too_large   only a worktree file that must be read to compute its id; BlobReader checks the
//               sizes of blobs
//
// A negated pattern of .gitctxignore (`!vendor/ours`) overrides linguist-generated,
// linguist-vendored and binary for the paths that it matches. As in .gitignore, a file below an
// ignored folder cannot be included again. Hidden files are included, and so are tracked files that
// .gitignore matches, because a view has the files that git tracks or would add.
//
// View::attributes has the values of linguist-language and encoding, also from .gitattributes.
//
// All functions throw Error(interrupted) soon after a stop request, and Error(failure) if a limit
// of tree_lister.h is exceeded.

struct ViewOptions {
  std::uint64_t max_blob_bytes = 5 * 1024 * 1024;  ///< larger worktree files are not hashed
  std::size_t max_paths = most_paths;              ///< maximum number of files and folders
  std::size_t max_unreadable = most_unreadable;    ///< maximum number of unreadable folders
  /// In a history view, the maximum number of paths beyond the first path of each blob. Each of
  /// these paths takes about 200 bytes until the view is written.
  std::size_t max_further_paths = 2'000'000;
  std::stop_token stop;
};

/// The view of one commit. Throws Error if the commit or its root tree cannot be read.
View build_snapshot_view(Repository& repository, const CommitId& commit,
                         const ViewOptions& options = {});

/// The view of HEAD overlaid with the files on disk. Changed and staged files have the content on
/// disk. Untracked files are included unless a .gitignore, info/exclude or core.excludesFile
/// matches them. Deleted files are left out. The blob of an entry is the blob that git would store:
/// encodings, line endings and ident are converted as the attributes say. External filters such as
/// LFS are not run, so the id of an LFS file is the id of its raw bytes. Files whose size and times
/// match git's index are not read. A file that is not on disk is taken from git's index if a sparse
/// checkout leaves it out or if it is marked assume-unchanged. Throws Error for a bare repository.
View build_worktree_view(Repository& repository, const ViewOptions& options = {});

struct HistoryView {
  View view;
  std::size_t commit_count = 0;  ///< commits reachable from the refs
};

/// Every blob reachable from Repository::history_refs(), once each. The commits have one total
/// order. Parents come before children. Among the commits whose parents are all listed, the commit
/// with the oldest committer date comes next; if dates are equal, the commit with the smallest id.
/// A commit carries a blob at a path if its tree has the blob there and the path is not left out.
/// The .gitctxignore and .gitattributes files of the HEAD commit apply to all commits.
/// `first_commit` and `last_commit` are the first and the last commit that carry the blob. `path`
/// is the smallest path of the blob at `last_commit`, and `other_paths` are all other paths that
/// the blob ever had, sorted. Entries are sorted by (path, blob). History ends at a shallow
/// boundary; a missing commit or tree is in `skipped`.
HistoryView build_history_view(Repository& repository, const ViewOptions& options = {});

/// The number of files that differ between the trees of two commits, counted up to `stop_at`. With
/// a small `stop_at`, a caller can cheaply determine whether a refresh is small.
std::size_t count_changed_paths(Repository& repository, const CommitId& from, const CommitId& to,
                                std::size_t stop_at);

/// A commit with one parent, and the paths at which their trees differ, in tree order.
struct ChangedPaths {
  CommitId commit;
  std::vector<std::string> paths;
};

struct ChangeLimits {
  std::size_t commits = 1000;  ///< maximum number of commits
  std::size_t paths = 10;      ///< commits that change more paths are left out
  /// The maximum total size of the compared trees. The walk then ends early. In a small
  /// repository, thousands of commits can change the same millions of folders.
  std::uint64_t tree_bytes = std::uint64_t{4} << 30;
};

/// The newest ancestors of `tip` (itself included) that have one readable parent, newest first.
std::vector<ChangedPaths> newest_changes(Repository& repository, const CommitId& tip,
                                         const ChangeLimits& limits, const std::stop_token& stop);

}  // namespace gitctx

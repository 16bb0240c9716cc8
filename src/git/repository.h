#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/commit.h"
#include "core/ids.h"
#include "git/head_reader.h"

struct git_repository;

namespace gitctx {

class ObjectStore;

/// A ref and the commit behind it.
struct Ref {
  std::string name;
  CommitId commit;

  bool operator==(const Ref&) const = default;
};

/// One open repository: normal, bare, shallow, a linked worktree, with alternates. Belongs to one
/// thread; open another for another thread, it is cheap. Only reads, runs no program that the
/// repository's configuration names, and so reads repositories of other users too, where git asks
/// for safe.directory. Replace refs and grafts are not looked at.
class Repository {
 public:
  static Repository open(const RepositoryLayout& layout);
  /// Throws not_a_repository (`not a git repository: PATH`) when `start` lies in none.
  static Repository discover(const std::filesystem::path& start);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const RepositoryLayout& layout() const { return layout_; }
  bool is_shallow() const { return !shallow_boundary_.empty(); }

  /// The commit of this worktree's HEAD; nothing for an unborn branch.
  std::optional<CommitId> head() const { return read_head(layout_).commit; }

  /// The commit `rev` names: anything git rev-parse takes, tags peeled. Throws an Error for an
  /// unknown or ambiguous name, and for something that is no commit.
  CommitId resolve_commit(std::string_view rev);

  /// Throws if there is no such commit. Messages in another encoding are converted to UTF-8.
  CommitInfo commit_info(const CommitId& commit);

  /// Refs below `prefix` that lead to a commit, sorted by name.
  std::vector<Ref> refs(std::string_view prefix = "refs/");

  /// What a history covers: branches, tags, remote branches and the HEAD of every worktree, sorted
  /// by name. Not the stash, notes, pull requests and other private refs.
  std::vector<Ref> history_refs();

  /// Parents as this clone knows them: none at a shallow boundary. Throws if there is no such
  /// commit.
  std::vector<CommitId> parents(const CommitId& commit);

  /// For the readers of this folder.
  ObjectStore& objects() { return *objects_; }

 private:
  explicit Repository(RepositoryLayout layout);
  git_repository* handle();
  std::optional<CommitId> peel(const CommitId& id);

  RepositoryLayout layout_;
  std::vector<CommitId> shallow_boundary_;
  std::unique_ptr<ObjectStore> objects_;
  std::unique_ptr<git_repository, void (*)(git_repository*)> handle_;
};

}  // namespace gitctx

#pragma once

#include <cstdint>
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

/// A ref and its commit.
struct Ref {
  std::string name;
  CommitId commit;

  bool operator==(const Ref&) const = default;
};

/// Reads one repository, which may be bare or shallow, be a linked worktree, or have alternates.
/// For one thread; opening a repository again for another thread is cheap. Writes nothing, and runs
/// no program that the configuration of the repository names. Ignores replace refs and grafts.
class Repository {
 public:
  static Repository open(const RepositoryLayout& layout);
  /// Throws not_a_repository (`not a git repository: PATH`) if `start` is outside any repository.
  static Repository discover(const std::filesystem::path& start);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const RepositoryLayout& layout() const { return layout_; }
  bool is_shallow() const { return !shallow_boundary_.empty(); }

  /// The commit of HEAD of this worktree; nothing on an unborn branch.
  std::optional<CommitId> head() const { return read_head(layout_).commit; }

  /// The commit that `rev` names, with tags peeled. `rev` may be anything that git rev-parse
  /// accepts. Throws Error for an unknown or ambiguous name, and for an object that is not a
  /// commit.
  CommitId resolve_commit(std::string_view rev);

  /// Throws Error if the commit does not exist. Messages are converted to UTF-8.
  CommitInfo commit_info(const CommitId& commit);

  /// The message after the subject; empty if there is none. Throws Error as commit_info() does.
  std::string commit_body(const CommitId& commit);

  /// The bytes of a file in the tree of a commit. Nothing if the commit has no such file, or if the
  /// file cannot be read or is larger than `most_bytes`.
  std::optional<std::string> file_at(const CommitId& commit, std::string_view path,
                                     std::uint64_t most_bytes);

  /// The refs below `prefix` that point to a commit, sorted by name.
  std::vector<Ref> refs(std::string_view prefix = "refs/");

  /// The refs of a history view: branches, tags, remote branches and HEAD of every worktree, sorted
  /// by name. The stash, notes, pull requests and other private refs are left out.
  std::vector<Ref> history_refs();

  /// The parents of a commit; none at the boundary of a shallow clone. Throws Error if the commit
  /// does not exist.
  std::vector<CommitId> parents(const CommitId& commit);

  /// The object store, for the readers in this module.
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

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "testing/temp_dir.h"

namespace gitctx {

/// Builds a small repository for tests by running `git`. User and system configuration is ignored.
/// Author, committer and dates are fixed (each commit is one minute after the previous one), so the
/// same calls give the same commit ids. A failing git command throws std::runtime_error with git's
/// message.
class RepoBuilder {
 public:
  struct Options {
    bool bare = false;
  };

  RepoBuilder() : RepoBuilder(Options{}) {}
  explicit RepoBuilder(Options options);

  /// The worktree, or the repository folder of a bare repository.
  const std::filesystem::path& path() const { return root_; }
  /// An unused path next to the repository, for clones and worktrees. The path is removed with the
  /// repository.
  std::filesystem::path beside(std::string_view name) const { return temp_.path() / name; }

  RepoBuilder& write(std::string_view path, std::string_view content);
  RepoBuilder& remove(std::string_view path);
  RepoBuilder& make_executable(std::string_view path);
  RepoBuilder& symlink(std::string_view path, std::string_view target);

  /// Stages everything in the worktree and commits, even if nothing changed.
  CommitId commit(std::string_view message);
  /// Commits the staged changes.
  CommitId commit_staged(std::string_view message);

  RepoBuilder& branch(std::string_view name);  ///< creates the branch at HEAD and switches to it
  RepoBuilder& checkout(std::string_view rev);
  /// Makes a merge commit, even if a fast-forward is possible. `options` are passed to git merge.
  CommitId merge(std::string_view rev, const std::vector<std::string>& options = {});
  RepoBuilder& tag(std::string_view name);
  RepoBuilder& annotated_tag(std::string_view name, std::string_view message);
  /// Commits nested folders that contain 10^levels equal copies of the entry `leaf`, a line of
  /// input for git mktree.
  CommitId commit_equal_folders(int levels, std::string_view leaf);
  /// Stages a submodule entry that points at `commit`.
  RepoBuilder& gitlink(std::string_view path, const CommitId& commit);

  std::filesystem::path add_worktree(std::string_view name, std::string_view new_branch);
  std::filesystem::path shallow_clone(std::string_view name, int depth);
  /// A clone that uses the object store of this repository.
  std::filesystem::path shared_clone(std::string_view name);

  /// Overwrites an object with garbage. The object must be loose.
  RepoBuilder& corrupt_object(const std::string& hex);
  RepoBuilder& delete_object(const std::string& hex);

  /// Sends the stream to `git fast-import`, which is the fast way to build large or unusual
  /// histories.
  RepoBuilder& fast_import(std::string_view stream);

  /// Runs git in path() (or in `folder`) and returns its standard output unchanged.
  std::string git(const std::vector<std::string>& arguments, std::string_view input = {}) const;
  std::string git_in(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                     std::string_view input = {}) const;

  CommitId rev_parse(std::string_view rev) const;
  BlobId blob_id(std::string_view rev_and_path) const;  ///< `rev_and_path` as in "HEAD:src/a.c"

 private:
  TempDir temp_;
  std::filesystem::path root_;
  mutable std::int64_t clock_s_;
};

}  // namespace gitctx

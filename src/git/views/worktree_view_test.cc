#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "git/blob_reader.h"
#include "git/views/view_builder.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

using Paths = std::vector<std::string>;

View worktree(const std::filesystem::path& path, const ViewOptions& options = {}) {
  Repository repository = Repository::open(require_repository(path, GitEnvironment{}));
  return build_worktree_view(repository, options);
}

/// The paths of a view; a star marks dirty files.
Paths marked(const View& view) {
  Paths paths;
  for (const ViewEntry& entry : view.entries) {
    paths.push_back((entry.dirty ? "*" : "") + entry.path);
  }
  return paths;
}

SkippedFile skipped(const View& view, std::string_view path) {
  const auto found = std::ranges::find(view.skipped, path, &SkippedFile::path);
  return found == view.skipped.end() ? SkippedFile{} : *found;
}

TEST(WorktreeView, OfACleanCheckoutEqualsTheSnapshot) {
  RepoBuilder repo;
  repo.write("a", "1").write("d/b", "2").commit("one");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  const View view = build_worktree_view(repository);
  EXPECT_EQ(view.kind, ViewKind::worktree);
  EXPECT_EQ(view.commit, repository.head());
  EXPECT_EQ(view.entries, build_snapshot_view(repository, *repository.head()).entries);
}

TEST(WorktreeView, OverlaysChangedStagedUntrackedAndDeletedFiles) {
  RepoBuilder repo;
  repo.write("changed", "1").write("staged", "1").write("both", "1").write("gone", "1");
  repo.write("removed", "1").write("same", "1").commit("one");
  repo.write("changed", "2").write("staged", "2").write("both", "2").write("added", "1");
  repo.git({"add", "staged", "both", "added"});
  repo.git({"rm", "--quiet", "removed"});
  repo.write("both", "3").write("untracked/deep/x", "1").remove("gone");
  const View view = worktree(repo.path());
  EXPECT_EQ(marked(view),
            (Paths{"*added", "*both", "*changed", "same", "*staged", "*untracked/deep/x"}));
  for (const ViewEntry& entry : view.entries) {
    const std::string id = repo.git({"hash-object", entry.path});
    EXPECT_EQ(entry.blob.hex(), id.substr(0, 40)) << entry.path;
  }
}

TEST(WorktreeView, UnstagedButRestoredContentIsNotDirty) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.write("a", "2");
  repo.git({"add", "a"});
  repo.write("a", "1");
  EXPECT_EQ(marked(worktree(repo.path())), Paths{"a"});
}

TEST(WorktreeView, SeesAChangeOfTheSameSizeRightAfterACommit) {
  RepoBuilder repo;
  for (char c = 'a'; c < 'h'; ++c) {
    repo.write("a", std::string(1, c)).commit("one");
    repo.write("a", std::string(1, static_cast<char>(c - 32)));
    EXPECT_EQ(marked(worktree(repo.path())), Paths{"*a"});
  }
}

TEST(WorktreeView, AnUnbornHeadHasOnlyDirtyFiles) {
  RepoBuilder repo;
  repo.write("a", "1").write("b", "2");
  repo.git({"add", "a"});
  const View view = worktree(repo.path());
  EXPECT_TRUE(view.commit.is_none());
  EXPECT_EQ(marked(view), (Paths{"*a", "*b"}));
}

TEST(WorktreeView, IgnoredFilesAreOutUnlessTracked) {
  RepoBuilder repo;
  repo.write(".gitignore", "*.log\nout/\n!keep.log\n").write("tracked.log", "1");
  repo.git({"add", "--force", "tracked.log", ".gitignore"});
  repo.commit_staged("one");
  repo.write("x.log", "1").write("keep.log", "1").write("out/y", "1").write("d/.gitignore", "z\n");
  repo.write("d/z", "1")
      .write("z", "1")
      .write(".git/info/exclude", "private\n")
      .write("private", "1");
  EXPECT_EQ(marked(worktree(repo.path())),
            (Paths{".gitignore", "*d/.gitignore", "*keep.log", "tracked.log", "*z"}));
}

TEST(WorktreeView, ListsTheUntrackedFilesGitLists) {
  RepoBuilder repo;
  repo.write(".gitignore", "/a\nb/*\n!b/keep\n**/c\nd/**/e\nf[0-9]\n\\#x\n*.o\n!*.keep.o\ng/\n")
      .commit("one");
  for (const char* path : {"a", "x/a", "b/1", "b/keep", "b/sub/2", "c", "x/y/c", "d/e", "d/p/q/e",
                           "f1", "fx", "#x", "m.o", "m.keep.o", "g", "x/g/1", "h/g/keep.o"}) {
    repo.write(path, "1");
  }
  Paths expected;
  const std::string listed = repo.git({"ls-files", "-z", "--others", "--exclude-standard"});
  for (std::size_t at = 0; at < listed.size(); at = listed.find('\0', at) + 1) {
    expected.push_back("*" + listed.substr(at, listed.find('\0', at) - at));
  }
  Paths found = marked(worktree(repo.path()));
  std::erase(found, ".gitignore");
  EXPECT_EQ(found, expected);
}

TEST(WorktreeView, HashesFilesAsGitWouldStoreThem) {
  RepoBuilder repo;
  repo.write(".gitattributes", "*.txt text\n*.id ident\n")
      .write("a.txt", "1\n")
      .write("a.bin", "1\n");
  repo.commit("one");
  repo.write("a.txt", "1\r\n2\r\n").write("a.bin", "1\r\n").write("x.id", "$Id: 1234 $\n");
  const auto layout = require_repository(repo.path(), GitEnvironment{});
  const View view = worktree(repo.path());
  BlobReader reader(layout, 1000);
  std::map<std::string, std::string> contents;
  for (const ViewEntry& entry : view.entries) {
    contents[entry.path] = reader.read(entry).bytes;
    EXPECT_EQ(entry.blob.hex(), repo.git({"hash-object", entry.path}).substr(0, 40)) << entry.path;
  }
  EXPECT_EQ(contents["a.txt"], "1\n2\n");
  EXPECT_EQ(contents["a.bin"], "1\r\n");
  EXPECT_EQ(contents["x.id"], "$Id$\n");
}

TEST(WorktreeView, LineEndingsOfTheCheckoutAreNoChange) {
  RepoBuilder repo;
  repo.write(".gitattributes", "*.txt text eol=crlf\n").write("a.txt", "1\r\n2\r\n").commit("one");
  repo.write("a.txt", "1\r\n2\r\n");
  EXPECT_EQ(marked(worktree(repo.path())), (Paths{".gitattributes", "a.txt"}));
}

TEST(WorktreeView, SymlinksSubmodulesAndNestedRepositoriesAreSkipped) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.gitlink("sub", first).commit_staged("two");
  repo.symlink("link", "a").symlink("linked-folder", "/etc");
  repo.git({"init", "--quiet", "nested"});
  repo.write("nested/x", "1");
  const View view = worktree(repo.path());
  EXPECT_EQ(marked(view), Paths{"a"});
  EXPECT_EQ(skipped(view, "link").reason, SkipReason::symlink);
  EXPECT_EQ(skipped(view, "linked-folder").reason, SkipReason::symlink);
  EXPECT_EQ(skipped(view, "sub").reason, SkipReason::submodule);
  EXPECT_EQ(skipped(view, "nested").reason, SkipReason::submodule);
}

TEST(WorktreeView, FilesBehindAFolderTurnedSymlinkAreGone) {
  RepoBuilder repo;
  repo.write("d/a", "1").write("e/a", "1").commit("one");
  repo.remove("d").symlink("d", "e");
  const View view = worktree(repo.path());
  EXPECT_EQ(marked(view), Paths{"e/a"});
  EXPECT_EQ(skipped(view, "d").reason, SkipReason::symlink);
}

TEST(WorktreeView, AFileReplacedByAFolderShowsTheFilesInIt) {
  RepoBuilder repo;
  repo.write("a", "1").write("b/c", "1").commit("one");
  repo.remove("a").remove("b").write("a/x", "1").write("b", "1");
  EXPECT_EQ(marked(worktree(repo.path())), (Paths{"*a/x", "*b"}));
}

TEST(WorktreeView, LargeFilesAreNotRead) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.write("big", std::string(101, 'x')).write("fits", std::string(100, 'x'));
  const View view = worktree(repo.path(), {.max_blob_bytes = 100});
  EXPECT_EQ(marked(view), (Paths{"a", "*fits"}));
  EXPECT_EQ(skipped(view, "big"), (SkippedFile{"big", SkipReason::too_large, "101 bytes"}));
}

TEST(WorktreeView, RulesAreThoseOnDisk) {
  RepoBuilder repo;
  repo.write("a", "1").write("b", "1").commit("one");
  repo.write(".gitctxignore", "a\n").write(".gitattributes", "b linguist-generated\n");
  const View view = worktree(repo.path());
  EXPECT_EQ(marked(view), (Paths{"*.gitattributes", "*.gitctxignore"}));
  EXPECT_EQ(skipped(view, "a").reason, SkipReason::ignored);
  EXPECT_EQ(skipped(view, "b").reason, SkipReason::generated);
}

TEST(WorktreeView, SparseFilesCountAsStored) {
  RepoBuilder repo;
  repo.write("in/a", "1").write("out/b", "1").commit("one");
  repo.git({"update-index", "--skip-worktree", "out/b"});
  repo.remove("out/b");
  EXPECT_EQ(marked(worktree(repo.path())), (Paths{"in/a", "out/b"}));
}

TEST(WorktreeView, ConflictsShowWhatIsOnDisk) {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("one");
  repo.branch("side").write("a", "2\n").commit("two");
  repo.checkout("main").write("a", "3\n").commit("three");
  EXPECT_THROW(repo.merge("side"), std::runtime_error);
  const View view = worktree(repo.path());
  ASSERT_EQ(marked(view), Paths{"*a"});
  EXPECT_EQ(view.entries[0].blob.hex(), repo.git({"hash-object", "a"}).substr(0, 40));
}

TEST(WorktreeView, EachLinkedWorktreeHasItsOwn) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const auto linked = repo.add_worktree("side", "side-branch");
  std::filesystem::remove(linked / "a");
  std::filesystem::copy_file(repo.path() / "a", linked / "b");
  EXPECT_EQ(marked(worktree(linked)), Paths{"*b"});
  EXPECT_EQ(marked(worktree(repo.path())), Paths{"a"});
}

TEST(WorktreeView, RefusesABareRepository) {
  RepoBuilder repo(RepoBuilder::Options{.bare = true});
  EXPECT_THROW(worktree(repo.path()), Error);
}

}  // namespace
}  // namespace gitctx

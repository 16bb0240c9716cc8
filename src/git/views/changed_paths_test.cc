#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "git/views/view_builder.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

using Paths = std::vector<std::string>;

Repository open_repository(const RepoBuilder& repo) {
  return Repository::open(require_repository(repo.path(), GitEnvironment{}));
}

std::vector<ChangedPaths> changes_of(const RepoBuilder& repo, const ChangeLimits& limits = {}) {
  Repository repository = open_repository(repo);
  return newest_changes(repository, repo.rev_parse("HEAD"), limits, {});
}

TEST(NewestChanges, NameThePathsOfEachCommitTheNewestFirst) {
  RepoBuilder repo;
  repo.write("a.c", "1").write("sub/b.c", "1").commit("first");
  const CommitId second = repo.write("sub/b.c", "2").write("sub/deep/c.c", "1").commit("second");
  const CommitId third = repo.remove("a.c").commit("third");
  const auto changes = changes_of(repo);
  // The first commit has no parent.
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].commit, third);
  EXPECT_EQ(changes[0].paths, (Paths{"a.c"}));
  EXPECT_EQ(changes[1].commit, second);
  EXPECT_EQ(changes[1].paths, (Paths{"sub/b.c", "sub/deep/c.c"}));
}

TEST(NewestChanges, MergesAreLeftOut) {
  RepoBuilder repo;
  repo.write("a.c", "1").commit("first");
  repo.branch("side").write("b.c", "1").commit("side");
  repo.checkout("main").write("c.c", "1").commit("main");
  repo.merge("side");
  EXPECT_EQ(changes_of(repo).size(), 2u);
}

TEST(NewestChanges, LimitsHold) {
  RepoBuilder repo;
  repo.write("a.c", "1").commit("first");
  repo.write("a.c", "2").write("b.c", "2").write("c.c", "2").commit("three paths");
  for (int i = 0; i < 4; ++i) repo.write("a.c", "more " + std::to_string(i)).commit("one path");
  EXPECT_EQ(changes_of(repo, {.commits = 3, .paths = 10}).size(), 3u);
  EXPECT_EQ(changes_of(repo, {.commits = 10, .paths = 3}).size(), 5u);
  EXPECT_EQ(changes_of(repo, {.commits = 10, .paths = 2}).size(), 4u);
}

TEST(NewestChanges, TheComparedTreesAreLimited) {
  RepoBuilder repo;
  for (int i = 0; i < 5; ++i) repo.write("a.c", std::to_string(i)).commit("one path");
  // Each comparison counts as more than 256 and less than 400 bytes.
  EXPECT_EQ(changes_of(repo, {.tree_bytes = 800}).size(), 3u);
}

TEST(NewestChanges, AShallowCloneEndsWithItsBoundary) {
  RepoBuilder repo;
  for (int i = 0; i < 5; ++i) repo.write("a.c", std::to_string(i)).commit("one path");
  Repository repository =
      Repository::open(require_repository(repo.shallow_clone("shallow", 3), GitEnvironment{}));
  EXPECT_EQ(newest_changes(repository, repo.rev_parse("HEAD"), {}, {}).size(), 2u);
}

TEST(NewestChanges, AStopIsAnError) {
  RepoBuilder repo;
  repo.write("a.c", "1").commit("first");
  repo.write("a.c", "2").commit("second");
  Repository repository = open_repository(repo);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(newest_changes(repository, repo.rev_parse("HEAD"), {}, stop.get_token()), Error);
}

TEST(CountChangedPaths, EqualFoldersAreNotCountedToTheEnd) {
  RepoBuilder repo;
  const CommitId first = repo.write("a.c", "1").commit("first");
  const CommitId folders = repo.commit_equal_folders(10, "");
  std::string stream =
      "commit refs/heads/deep\ncommitter a <a@b> 1 +0000\ndata 1\nx\nM 100644 inline ";
  for (int i = 0; i < 5000; ++i) stream += "d/";
  repo.fast_import(stream + "f\ndata 1\nx\n");
  const CommitId deep = repo.rev_parse("deep");
  Repository repository = open_repository(repo);
  EXPECT_EQ(count_changed_paths(repository, first, folders, 100), 100u);
  EXPECT_EQ(count_changed_paths(repository, first, deep, 100), 100u);
}

}  // namespace
}  // namespace gitctx

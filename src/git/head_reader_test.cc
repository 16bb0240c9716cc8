#include "git/head_reader.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

RepositoryLayout layout_of(const RepoBuilder& repo) {
  return require_repository(repo.path(), GitEnvironment{});
}

TEST(ReadHead, NamesBranchAndCommit) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  EXPECT_EQ(read_head(layout_of(repo)), (HeadState{.commit = commit, .ref = "refs/heads/main"}));
}

TEST(ReadHead, AnUnbornBranchHasNoCommit) {
  RepoBuilder repo;
  EXPECT_EQ(read_head(layout_of(repo)), (HeadState{.ref = "refs/heads/main"}));
}

TEST(ReadHead, ADetachedHeadHasNoRef) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.checkout("HEAD~0");
  EXPECT_EQ(read_head(layout_of(repo)), HeadState{.commit = commit});
}

TEST(ReadHead, FindsPackedRefs) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.git({"pack-refs", "--all"});
  ASSERT_FALSE(std::filesystem::exists(repo.path() / ".git/refs/heads/main"));
  EXPECT_EQ(read_head(layout_of(repo)).commit, commit);
}

TEST(ReadHead, IsOfTheWorktree) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  const auto linked = repo.add_worktree("side", "side-branch");
  repo.write("a", "2").commit("two");
  const HeadState head = read_head(require_repository(linked, GitEnvironment{}));
  EXPECT_EQ(head, (HeadState{.commit = first, .ref = "refs/heads/side-branch"}));
}

TEST(ReadHead, RefusesNonsense) {
  RepoBuilder repo;
  const RepositoryLayout layout = layout_of(repo);
  for (const char* head : {"nonsense\n", "ref: \n", "ref: heads/main\n"}) {
    std::ofstream(repo.path() / ".git/HEAD") << head;
    EXPECT_THROW(read_head(layout), Error) << head;
  }
  std::filesystem::remove(repo.path() / ".git/HEAD");
  EXPECT_THROW(read_head(layout), Error);
}

TEST(ReadRef, FollowsSymbolicRefsButNotForever) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.git({"symbolic-ref", "refs/heads/alias", "refs/heads/main"});
  EXPECT_EQ(read_ref(layout_of(repo), "refs/heads/alias"), commit);
  std::ofstream(repo.path() / ".git/refs/heads/loop") << "ref: refs/heads/loop\n";
  EXPECT_FALSE(read_ref(layout_of(repo), "refs/heads/loop"));
}

TEST(ReadRef, KnowsPackedTagsByWhatTheyPeelTo) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.annotated_tag("v1", "first").tag("light");
  repo.git({"pack-refs", "--all"});
  EXPECT_EQ(read_ref(layout_of(repo), "refs/tags/v1"), commit);
  EXPECT_EQ(read_ref(layout_of(repo), "refs/tags/light"), commit);
}

TEST(ReadRef, LeavesLooseTagsToTheObjects) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.annotated_tag("v1", "first");
  EXPECT_FALSE(read_ref(layout_of(repo), "refs/tags/v1"));
}

TEST(ReadRef, NeverLeavesTheRefs) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  std::ofstream(repo.path() / "outside") << commit.hex() << "\n";
  EXPECT_FALSE(read_ref(layout_of(repo), "refs/heads/../../../outside"));
  EXPECT_FALSE(read_ref(layout_of(repo), "refs/heads/absent"));
  EXPECT_FALSE(read_ref(layout_of(repo), "config"));
}

TEST(ReadShortRef, TriesTheNamesGitTries) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.git({"update-ref", "refs/remotes/origin/topic", "HEAD"});
  repo.git({"update-ref", "refs/remotes/origin/main", "HEAD"});
  repo.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"});
  const RepositoryLayout layout = layout_of(repo);
  for (const char* name :
       {"main", "heads/main", "refs/heads/main", "HEAD", "@", "origin/topic", "origin"}) {
    EXPECT_EQ(read_short_ref(layout, name), commit) << name;
  }
  for (const std::string& name : {std::string("main~1"), commit.hex(), std::string("absent")}) {
    EXPECT_FALSE(read_short_ref(layout, name)) << name;
  }
}

TEST(ListRefs, PutsLooseOverPacked) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.annotated_tag("v1", "first");
  repo.git({"branch", "old"});
  repo.git({"pack-refs", "--all"});
  const CommitId second = repo.write("a", "2").commit("two");
  const auto heads = list_refs(layout_of(repo), "refs/heads/");
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_EQ(heads[0].name, "refs/heads/main");
  EXPECT_EQ(heads[0].peeled, second);
  EXPECT_EQ(heads[1].name, "refs/heads/old");
  EXPECT_EQ(heads[1].peeled, first);
  EXPECT_EQ(list_refs(layout_of(repo), "refs/").size(), 3u);
}

TEST(ListWorktreeHeads, ListsEveryWorktree) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.add_worktree("side", "side-branch");
  const CommitId second = repo.write("a", "2").commit("two");
  const auto heads = list_worktree_heads(layout_of(repo));
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_EQ(heads[0].target, second);
  EXPECT_EQ(heads[1].name, "worktrees/side/HEAD");
  EXPECT_EQ(heads[1].target, first);
}

TEST(ReadShallowBoundary, NamesTheLastCommitsThereAre) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const CommitId second = repo.write("a", "2").commit("two");
  repo.write("a", "3").commit("three");
  EXPECT_TRUE(read_shallow_boundary(layout_of(repo)).empty());
  const auto clone = repo.shallow_clone("shallow", 2);
  EXPECT_EQ(read_shallow_boundary(require_repository(clone, GitEnvironment{})),
            std::vector{second});
}

}  // namespace
}  // namespace gitctx

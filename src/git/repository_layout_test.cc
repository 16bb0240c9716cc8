#include "git/repository_layout.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

const GitEnvironment no_environment;

TEST(FindRepository, WalksUpToTheWorktree) {
  RepoBuilder repo;
  repo.write("a/b/c.txt", "x");
  const auto layout = find_repository(repo.path() / "a" / "b", no_environment);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->git_dir, repo.path() / ".git");
  EXPECT_EQ(layout->common_dir, repo.path() / ".git");
  EXPECT_EQ(layout->worktree, repo.path());
  EXPECT_EQ(layout->worktree_name, "");
  EXPECT_FALSE(layout->bare);
}

TEST(FindRepository, TakesAFileAsStart) {
  RepoBuilder repo;
  repo.write("a/c.txt", "x");
  EXPECT_EQ(find_repository(repo.path() / "a/c.txt", no_environment)->worktree, repo.path());
}

TEST(FindRepository, IsNothingOutsideOfOne) {
  TempDir folder;
  EXPECT_FALSE(find_repository(folder.path(), {.ceilings = {folder.path().parent_path()}}));
}

TEST(FindRepository, FindsABareRepository) {
  RepoBuilder repo(RepoBuilder::Options{.bare = true});
  const auto layout = find_repository(repo.path() / "refs", no_environment);
  ASSERT_TRUE(layout);
  EXPECT_TRUE(layout->bare);
  EXPECT_EQ(layout->git_dir, repo.path());
  EXPECT_TRUE(layout->worktree.empty());
}

TEST(FindRepository, TellsALinkedWorktreeFromTheMainOne) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const fs::path linked = repo.add_worktree("side", "side-branch");
  const auto layout = find_repository(linked, no_environment);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->git_dir, repo.path() / ".git/worktrees/side");
  EXPECT_EQ(layout->common_dir, repo.path() / ".git");
  EXPECT_EQ(layout->worktree, linked);
  EXPECT_EQ(layout->worktree_name, "side");
}

TEST(FindRepository, ALinkedWorktreeOfABareRepositoryIsNotBare) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const fs::path bare = repo.beside("bare.git");
  repo.git({"clone", "--quiet", "--bare", repo.path().string(), bare.string()});
  const fs::path linked = repo.beside("linked");
  repo.git_in(bare, {"worktree", "add", "--quiet", linked.string(), "-b", "x"});
  const auto layout = find_repository(linked, no_environment);
  ASSERT_TRUE(layout);
  EXPECT_FALSE(layout->bare);
  EXPECT_EQ(layout->worktree, linked);
  EXPECT_EQ(layout->common_dir, bare);
}

TEST(FindRepository, KnowsTheWorktreeFromInsideTheGitFolder) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const fs::path linked = repo.add_worktree("side", "side-branch");
  EXPECT_EQ(find_repository(repo.path() / ".git/refs", no_environment)->worktree, repo.path());
  EXPECT_EQ(find_repository(repo.path() / ".git/worktrees/side", no_environment)->worktree, linked);
}

TEST(FindRepository, ObeysGitDirAndGitWorkTree) {
  RepoBuilder repo;
  TempDir elsewhere;
  const GitEnvironment environment{.git_dir = (repo.path() / ".git").string(),
                                   .work_tree = elsewhere.path().string()};
  const auto layout = find_repository(elsewhere.path(), environment);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->git_dir, repo.path() / ".git");
  EXPECT_EQ(layout->worktree, elsewhere.path());
}

TEST(FindRepository, RefusesAConfiguredWorktreeThatDoesNotKnowTheGitFolder) {
  const RepoBuilder repo;
  const TempDir victim;
  const fs::path git_dir = repo.path() / ".git";
  const auto refused = [&](const fs::path& start, const GitEnvironment& environment) {
    try {
      find_repository(start, environment);
      return false;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::permission);
      EXPECT_EQ(error.hint(),
                "If you trust it, set the variable GIT_WORK_TREE=" + victim.path().string());
      return true;
    }
  };
  repo.git({"config", "core.worktree", victim.path().string()});
  EXPECT_TRUE(refused(repo.path(), no_environment));
  EXPECT_TRUE(refused(git_dir / "refs", no_environment));
  GitEnvironment named;
  named.work_tree = victim.path().string();
  EXPECT_FALSE(refused(repo.path(), named));
  named = {};
  named.git_dir = git_dir.string();
  EXPECT_FALSE(refused(repo.path(), named));
  victim.write(".git", "gitdir: nowhere\n");
  EXPECT_TRUE(refused(repo.path(), no_environment));
  victim.write(".git", "gitdir: " + git_dir.string() + "\n");
  EXPECT_FALSE(refused(repo.path(), no_environment));
  EXPECT_EQ(find_repository(victim.path(), no_environment)->worktree, victim.path());
  const RepoBuilder other;
  fs::remove(victim.path() / ".git");
  victim.write(".git", "gitdir: " + (other.path() / ".git").string() + "\n");
  EXPECT_TRUE(refused(repo.path(), no_environment));
}

TEST(FindRepository, NamesTheWorktreeAsOneWordOfTheShell) {
  const RepoBuilder repo;
  const TempDir temp;
  const fs::path worktree = temp / "it's mine";
  fs::create_directory(worktree);
  repo.git({"config", "core.worktree", worktree.string()});
  try {
    find_repository(repo.path(), no_environment);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "If you trust it, set the variable GIT_WORK_TREE='" +
                                temp.path().string() + "/it'\\''s mine'");
  }
}

TEST(FindRepository, RefusesALinkedWorktreeThatDoesNotKnowTheGitFolder) {
  RepoBuilder repo;
  repo.write("a", "x").commit("one");
  const fs::path linked = repo.add_worktree("side", "side-branch");
  const TempDir victim;
  const fs::path git_dir = repo.path() / ".git/worktrees/side";
  std::ofstream(git_dir / "gitdir") << (victim.path() / ".git").string() << "\n";
  EXPECT_THROW(find_repository(git_dir, no_environment), Error);
  EXPECT_EQ(find_repository(linked, no_environment)->worktree, linked);
}

TEST(FindRepository, TakesAConfiguredWorktreeAroundTheGitFolder) {
  const RepoBuilder repo;
  for (const char* const worktree : {"..", "../."}) {
    repo.git({"config", "core.worktree", worktree});
    EXPECT_EQ(find_repository(repo.path(), no_environment)->worktree, repo.path());
    EXPECT_EQ(find_repository(repo.path() / ".git/refs", no_environment)->worktree, repo.path());
  }
}

TEST(FindRepository, RefusesAGitDirThatIsNone) {
  TempDir folder;
  try {
    find_repository(folder.path(), {.git_dir = "nowhere"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_a_repository);
  }
}

TEST(FindRepository, StopsBelowACeiling) {
  RepoBuilder repo;
  repo.write("a/b/c.txt", "x");
  EXPECT_FALSE(find_repository(repo.path() / "a/b", {.ceilings = {repo.path()}}));
  EXPECT_TRUE(find_repository(repo.path(), {.ceilings = {repo.path()}}));
}

TEST(FindRepository, RefusesSha256AndReftable) {
  RepoBuilder repo;
  repo.git({"config", "core.repositoryformatversion", "1"});
  repo.git({"config", "extensions.objectFormat", "sha256"});
  EXPECT_THROW(find_repository(repo.path(), no_environment), Error);
  std::ofstream(repo.path() / ".git/config") << "[extensions]\n\trefStorage = reftable\n";
  EXPECT_THROW(find_repository(repo.path(), no_environment), Error);
}

TEST(FindRepository, RefusesAGitFileThatLeadsNowhere) {
  TempDir folder;
  std::ofstream(folder.path() / ".git") << "gitdir: /nowhere/at/all\n";
  EXPECT_THROW(find_repository(folder.path(), no_environment), Error);
}

TEST(RequireRepository, SaysWhichFolderIsInNone) {
  TempDir folder;
  try {
    require_repository(folder.path(), {.ceilings = {folder.path().parent_path()}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_a_repository);
    EXPECT_EQ(error.message(), "not a git repository: " + folder.path().string());
    EXPECT_FALSE(error.hint().empty());
  }
}

}  // namespace
}  // namespace gitctx

#include "git/repository_owner.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/error.h"
#include "base/guard/guarded_path.h"
#include "core/storage_paths.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The Error of a repository that is not used; an empty message if it is used.
Error refusal(const fs::path& start, const GitEnvironment& environment) {
  try {
    require_repository(start, environment);
    return {ErrorCode::failure, ""};
  } catch (const Error& error) {
    return error;
  }
}

/// A repository that looks to `stranger()` as if another user owned it.
class ForeignRepository : public testing::Test {
 protected:
  GitEnvironment stranger() const {
    GitEnvironment environment{.home = home_.path()};
    environment.config_files = {home_ / ".gitconfig"};
    environment.user = ::geteuid() + 1;
    return environment;
  }

  /// Whether the repository is used with this configuration of the user.
  bool is_used(const std::string& config) const {
    home_.write(".gitconfig", config);
    return refusal(repo_.path(), stranger()).message().empty();
  }

  RepoBuilder repo_;
  TempDir home_;
};

TEST_F(ForeignRepository, IsRefusedWithTheCommandThatAllowsIt) {
  const Error error = refusal(repo_.path(), stranger());
  EXPECT_EQ(error.code(), ErrorCode::permission);
  EXPECT_THAT(error.message(),
              HasSubstr("the repository " + repo_.path().string() + " is not used: it belongs to"));
  EXPECT_THAT(error.hint(),
              HasSubstr("git config --global --add safe.directory " + repo_.path().string()));
  EXPECT_THROW(find_repository(repo_.path(), stranger()), Error);
  GitEnvironment assumed;
  assumed.assume_different_owner = true;
  EXPECT_EQ(refusal(repo_.path(), assumed).code(), ErrorCode::permission);
}

TEST_F(ForeignRepository, IsUsedIfTheUserSaysSo) {
  const std::string path = repo_.path().string();
  const std::string parent = repo_.path().parent_path().string();
  EXPECT_TRUE(is_used("[safe]\n\tdirectory = " + path + "\n"));
  EXPECT_TRUE(is_used("[safe]\n\tdirectory = " + path + "/\n"));
  EXPECT_TRUE(is_used("[safe]\n\tdirectory = *\n"));
  EXPECT_TRUE(is_used("[safe]\n\tdirectory = /elsewhere\n\tdirectory = " + parent + "/*\n"));
  EXPECT_TRUE(is_used("[safe]\n\tdirectory =\n\tdirectory = " + path + "\n"));
  EXPECT_FALSE(is_used("[safe]\n\tdirectory = " + path + "\n\tdirectory =\n"));
  EXPECT_FALSE(is_used("[safe]\n\tdirectory = " + parent + "\n"));
  EXPECT_FALSE(is_used("[safe]\n\tdirectory = " + path + "/*\n"));
  EXPECT_FALSE(is_used("[safe \"x\"]\n\tdirectory = *\n"));
  EXPECT_FALSE(is_used(""));
}

TEST_F(ForeignRepository, IsUsedIfAnIncludedFileOrTheCommandSaysSo) {
  home_.write("more/safe", "[safe]\n\tdirectory = *\n");
  EXPECT_TRUE(is_used("[include]\n\tpath = more/safe\n"));
  EXPECT_TRUE(is_used("[include]\n\tpath = ~/more/safe\n"));
  EXPECT_FALSE(is_used("[includeIf \"gitdir:/nowhere/\"]\n\tpath = more/safe\n"));

  home_.write(".gitconfig", "");
  GitEnvironment environment = stranger();
  environment.command_config = {{"safe.directory", repo_.path().string()}};
  EXPECT_EQ(refusal(repo_.path(), environment).message(), "");
}

TEST_F(ForeignRepository, IsRefusedIfTheConfigurationIncludesItselfWithoutEnd) {
  home_.write(".gitconfig", "[include]\n\tpath = .gitconfig\n\tpath = .gitconfig\n");
  GitEnvironment environment = stranger();
  environment.command_config = {{"safe.directory", repo_.path().string()}};
  EXPECT_THAT(refusal(repo_.path(), environment).message(),
              HasSubstr(".gitconfig: more than 100 files of git settings are included"));
}

TEST_F(ForeignRepository, CannotAllowItself) {
  repo_.git({"config", "safe.directory", "*"});
  EXPECT_EQ(refusal(repo_.path(), stranger()).code(), ErrorCode::permission);
}

TEST_F(ForeignRepository, IsUsedIfGitDirNamesIt) {
  GitEnvironment environment = stranger();
  environment.git_dir = (repo_.path() / ".git").string();
  EXPECT_EQ(refusal(repo_.path(), environment).message(), "");
}

TEST_F(ForeignRepository, IsUsedByRootForTheUserWhoCalledSudo) {
  GitEnvironment root;
  root.user = 0;
  root.sudo_user = ::geteuid();
  EXPECT_EQ(refusal(repo_.path(), root).message(), "");
  GitEnvironment other = stranger();
  other.sudo_user = ::geteuid();
  EXPECT_EQ(refusal(repo_.path(), other).code(), ErrorCode::permission);
}

TEST_F(ForeignRepository, ALinkedWorktreeAndABareOneAreRefusedToo) {
  repo_.write("a", "1").commit("one");
  const fs::path linked = repo_.add_worktree("side", "side-branch");
  EXPECT_THAT(refusal(linked, stranger()).hint(), HasSubstr(linked.string()));
  const RepoBuilder bare(RepoBuilder::Options{.bare = true});
  EXPECT_EQ(refusal(bare.path(), stranger()).code(), ErrorCode::permission);
}

/// A clone that contains a bare repository in `docs`. The configuration of the bare repository
/// names a folder outside the clone as its worktree.
class EmbeddedBareRepository : public testing::Test {
 protected:
  EmbeddedBareRepository() {
    repo_.git({"init", "--quiet", "--bare", docs().string()});
    repo_.git_in(docs(), {"config", "core.bare", "false"});
    repo_.git_in(docs(), {"config", "core.worktree", elsewhere_.path().string()});
  }

  fs::path docs() const { return repo_.path() / "docs"; }

  RepoBuilder repo_;
  TempDir elsewhere_;
};

TEST_F(EmbeddedBareRepository, IsRefusedUnlessGitDirNamesIt) {
  for (const fs::path& start : {docs(), docs() / "refs"}) {
    const Error error = refusal(start, {});
    EXPECT_EQ(error.code(), ErrorCode::permission);
    EXPECT_EQ(error.message(), "the bare repository " + docs().string() +
                                   " is not used: it is inside the worktree " +
                                   repo_.path().string());
    EXPECT_THAT(error.hint(), HasSubstr("GIT_DIR=" + docs().string()));
  }
  const auto named = require_repository(docs(), {.git_dir = docs().string()});
  EXPECT_EQ(named.worktree, elsewhere_.path());
}

TEST_F(EmbeddedBareRepository, IsRefusedInALinkedWorktreeAndASubmodule) {
  const fs::path inner = repo_.beside("inner");
  fs::create_directories(inner);
  fs::rename(docs(), inner / "docs");
  for (const std::string git_file : {"gitdir: /nowhere\n", "gitdir: ../repo/.git/modules/x\n"}) {
    fs::remove(inner / ".git");
    std::ofstream(inner / ".git") << git_file;
    EXPECT_EQ(refusal(inner / "docs", {}).code(), ErrorCode::permission) << git_file;
  }
}

TEST(BareRepository, IsUsedAloneAndInsideOfDotGit) {
  const RepoBuilder bare(RepoBuilder::Options{.bare = true});
  EXPECT_EQ(refusal(bare.path(), {}).message(), "");
  const RepoBuilder repo;
  EXPECT_EQ(refusal(repo.path() / ".git/refs", {}).message(), "");
}

TEST(BareRepository, IsRefusedIfTheUserWantsItExplicit) {
  const RepoBuilder bare(RepoBuilder::Options{.bare = true});
  GitEnvironment environment;
  environment.command_config = {{"safe.barerepository", "explicit"}};
  EXPECT_THAT(refusal(bare.path(), environment).message(),
              HasSubstr("safe.bareRepository is explicit"));
  environment.git_dir = bare.path().string();
  EXPECT_EQ(refusal(bare.path(), environment).message(), "");
  environment = {};
  environment.command_config = {{"safe.barerepository", "all"}};
  EXPECT_EQ(refusal(bare.path(), environment).message(), "");
}

TEST(GuardsOfARepository, KeepTheIndexPrivateAndShareItWithTheGroup) {
  const RepoBuilder repo;
  const fs::path git_dir = repo.path() / ".git";
  fs::permissions(git_dir, fs::perms(0755));
  require_repository(repo.path(), {});
  EXPECT_EQ(find_guard(repo.path() / "file").folder, repo.path());
  EXPECT_EQ(find_guard(repo.path() / "file").new_files, NewFiles::by_umask);
  for (const fs::path& kept : {index_directory(git_dir) / "lock", cache_folder(git_dir) / "a/b"}) {
    EXPECT_EQ(find_guard(kept).new_files, NewFiles::owner_only);
  }
  repo.git({"init", "--quiet", "--shared=group"});
  require_repository(repo.path(), {});
  EXPECT_EQ(find_guard(index_directory(git_dir) / "lock").new_files, NewFiles::owner_and_group);
}

TEST(GuardsOfARepository, AreSetAroundAnyNamedPath) {
  const RepoBuilder repo;
  guard_repository_around(repo.path() / "new/folder/file");
  EXPECT_EQ(find_guard(repo.path() / "x").folder, repo.path());
  guard_repository_around("/nowhere/at/all");
  guard_repository_around("");
}

TEST(GuardsOfARepository, AreSetAroundALinkThatAWorktreeContains) {
  const RepoBuilder nested;
  for (const char* const name :
       {"repo/link/n.json", "repo/sub/../link/n.json", "repo/sub/relative/n.json",
        "repo/nested/n.json", "way/../link/n.json"}) {
    const TempDir dir;
    fs::create_directories(dir / "repo/.git");
    fs::create_directories(dir / "repo/sub");
    fs::create_directories(dir / "out");
    fs::create_directory_symlink(dir / "out", dir / "repo/link");
    fs::create_directory_symlink("../../out", dir / "repo/sub/relative");
    fs::create_directory_symlink(nested.path(), dir / "repo/nested");
    fs::create_directory_symlink("repo/sub", dir / "way");
    const fs::path path = dir / name;
    guard_repository_around(path);
    EXPECT_EQ(find_guard(path).folder, dir / "repo") << path;
    EXPECT_THROW(open_guarded(path, O_WRONLY | O_CREAT, "cannot write"), Error) << path;
    EXPECT_FALSE(fs::exists(path)) << path;
  }
}

TEST(GuardsOfARepository, LetAFolderOfTheUserFollowLinksInAWorktree) {
  const RepoBuilder home;
  const TempDir elsewhere;
  elsewhere.write("config.yml", "");
  fs::create_directory_symlink(elsewhere.path(), home.path() / ".gitctx");
  guard_folder(home.path() / ".gitctx", {.follow_links = true});
  guard_repository_around(home.path() / ".gitctx/config.yml");
  EXPECT_FALSE(find_guard(home.path() / ".gitctx/config.yml").refuses_links());
  EXPECT_TRUE(find_guard(home.path() / "file").refuses_links());
}

TEST(GuardsOfARepository, LeaveAnOuterWorktreeAloneUnlessALinkIsInIt) {
  const RepoBuilder home;
  const fs::path project = home.path() / "project";
  home.git({"init", "--quiet", project.string()});
  guard_repository_around(project / "out.json");
  EXPECT_EQ(find_guard(project / "out.json").folder, project);
  EXPECT_FALSE(find_guard(home.path() / "file").refuses_links());
}

TEST(GuardsOfARepository, AreSetAroundABrokenGitFolder) {
  const TempDir dir;
  dir.write("file/.git", "gitdir: nowhere\n");
  dir.write("folder/.git/config", "");
  fs::create_directory(dir / "link");
  fs::create_symlink("nowhere", dir / "link/.git");
  for (const char* name : {"file", "folder", "link"}) {
    fs::create_directory(dir / name / "sub");
    guard_repository_around(dir / name / "sub/out.json");
    EXPECT_EQ(find_guard(dir / name / "sub/out.json").folder, dir / name) << name;
  }
}

}  // namespace
}  // namespace gitctx

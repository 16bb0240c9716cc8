#include "git/repository_layout.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "base/error.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

const GitEnvironment no_environment;

/// The Error of a repository that is not used; an empty message if it is used.
Error refusal(const fs::path& start) {
  try {
    require_repository(start, no_environment);
    return {ErrorCode::failure, ""};
  } catch (const Error& error) {
    return error;
  }
}

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

TEST(FindRepository, IsNamedAfterItsRemoteOnAnotherMachine) {
  const auto name = [](const std::vector<std::string>& remotes) {
    RepoBuilder repo;
    for (std::size_t i = 0; i + 1 < remotes.size(); i += 2) {
      repo.git({"config", "remote." + remotes[i] + ".url", remotes[i + 1]});
    }
    const auto layout = find_repository(repo.path(), no_environment);
    const std::string found = layout->name();
    return found == repo.path().filename().string() ? std::string("FOLDER") : found;
  };
  EXPECT_EQ(name({"origin", "https://example.org/pallets/flask.git"}), "flask");
  EXPECT_EQ(name({"origin", "ssh://git@example.org:22/a/flask/"}), "flask");
  EXPECT_EQ(name({"origin", "git@example.org:pallets/flask.git"}), "flask");
  EXPECT_EQ(name({"origin", "example.org:flask"}), "flask");
  EXPECT_EQ(name({"a", "https://example.org/first", "origin", "https://example.org/own"}), "own");
  EXPECT_EQ(name({"up", "https://example.org/up", "alt", "https://example.org/alt"}), "alt");
  for (const char* url : {"/srv/git/mirror.git", "../flask", "file:///srv/flask.git", "./a:b", "",
                          "https://example.org/"}) {
    EXPECT_EQ(name({"origin", url}),
              url == std::string("https://example.org/") ? "example.org" : "FOLDER")
        << url;
  }
  EXPECT_EQ(name({"origin", "https://example.org/" + std::string(300, 'x')}), "FOLDER");
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
  const Error error = refusal(linked);
  EXPECT_EQ(error.code(), ErrorCode::permission);
  EXPECT_EQ(error.message(), "the repository " + git_dir.string() +
                                 " is not used: " + (linked / ".git").string() +
                                 " leads to it, but its worktree is " + victim.path().string());
  EXPECT_EQ(error.hint(), "If the worktree was moved, run: git worktree repair");
  repo.git_in(linked, {"worktree", "repair"});
  EXPECT_EQ(find_repository(linked, no_environment)->worktree, linked);
}

TEST(FindRepository, RefusesAConfiguredWorktreeFartherAround) {
  const TempDir home;
  const RepoBuilder other;
  const fs::path project = home / "a/project";
  other.git({"init", "--quiet", project.string()});
  for (const char* const worktree : {"../..", "../../..", "/", ".", "refs"}) {
    other.git_in(project, {"config", "core.worktree", worktree});
    EXPECT_EQ(refusal(project).code(), ErrorCode::permission) << worktree;
    EXPECT_EQ(refusal(project / ".git/refs").code(), ErrorCode::permission) << worktree;
  }
  std::ofstream(project / ".git/config") << "[extensions]\n\tworktreeConfig\n";
  EXPECT_EQ(refusal(project).message(), "");
  std::ofstream(project / ".git/config.worktree") << "[core]\n\tworktree = ../..\n";
  EXPECT_EQ(refusal(project).message(), "the repository " + (project / ".git").string() +
                                            " is not used: its worktree " + (home / "a").string() +
                                            " has no .git that leads to it");
}

TEST(FindRepository, TakesNoFolderAroundAGitFolderWithAnotherName) {
  const TempDir home;
  const RepoBuilder other;
  const fs::path git_dir = home / "data";
  other.git({"init", "--quiet", "--bare", git_dir.string()});
  other.git_in(git_dir, {"config", "core.bare", "false"});
  EXPECT_TRUE(find_repository(git_dir, no_environment)->bare);
  std::ofstream(git_dir / "config") << "[core]\n\tworktree = ..\n";
  EXPECT_EQ(refusal(git_dir).code(), ErrorCode::permission);
}

TEST(FindRepository, TakesSubmodulesAndTheirWorktrees) {
  RepoBuilder inner;
  inner.write("a", "1").commit("one");
  RepoBuilder repo;
  repo.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
            inner.path().string(), "sub"});
  const fs::path sub = repo.path() / "sub";
  const fs::path git_dir = repo.path() / ".git/modules/sub";
  ASSERT_TRUE(fs::is_regular_file(sub / ".git"));
  EXPECT_EQ(find_repository(sub, no_environment)->git_dir, git_dir);
  EXPECT_EQ(find_repository(sub, no_environment)->worktree, sub);
  EXPECT_EQ(find_repository(git_dir / "refs", no_environment)->worktree, sub);
  const fs::path linked = repo.beside("linked");
  repo.git_in(sub, {"worktree", "add", "--quiet", linked.string(), "-b", "x"});
  EXPECT_EQ(find_repository(linked, no_environment)->common_dir, git_dir);
  EXPECT_EQ(find_repository(linked, no_environment)->worktree, linked);
}

TEST(FindRepository, TakesASeparateGitFolder) {
  const RepoBuilder repo;
  const fs::path worktree = repo.beside("worktree");
  const fs::path git_dir = repo.beside("separate");
  repo.git({"init", "--quiet", "--separate-git-dir", git_dir.string(), worktree.string()});
  EXPECT_EQ(find_repository(worktree, no_environment)->git_dir, git_dir);
  EXPECT_EQ(find_repository(worktree, no_environment)->worktree, worktree);
  fs::remove(worktree / ".git");
  fs::create_directory_symlink(git_dir, worktree / ".git");
  EXPECT_EQ(find_repository(worktree, no_environment)->git_dir, git_dir);
  EXPECT_EQ(find_repository(worktree, no_environment)->worktree, worktree);
  repo.git_in(git_dir, {"config", "core.worktree", repo.path().string()});
  EXPECT_EQ(refusal(worktree).code(), ErrorCode::permission);
}

TEST(FindRepository, TakesABareRepositoryOnlyDirectlyBelowTheGitFile) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const TempDir top;
  repo.git({"clone", "--quiet", "--bare", repo.path().string(), (top / ".bare").string()});
  top.write(".git", "gitdir: ./.bare\n");
  EXPECT_TRUE(find_repository(top.path(), no_environment)->bare);
  EXPECT_EQ(find_repository(top.path(), no_environment)->git_dir, top / ".bare");
  repo.git_in(top.path(), {"worktree", "add", "--quiet", (top / "side").string(), "-b", "x"});
  EXPECT_EQ(find_repository(top / "side", no_environment)->common_dir, top / ".bare");
  const TempDir other;
  other.write(".git", "gitdir: " + (top / ".bare").string() + "\n");
  EXPECT_EQ(refusal(other.path()).message(), "the repository " + (top / ".bare").string() +
                                                 " is not used: " + (other / ".git").string() +
                                                 " leads to it, but it has no worktree");
}

TEST(FindRepository, RefusesToFollowAGitFileOrLinkToAnotherRepository) {
  RepoBuilder victim;
  victim.write("a", "1").commit("one");
  victim.add_worktree("side", "side-branch");
  const fs::path main = victim.path() / ".git";
  for (const fs::path& target : {main, main / "worktrees/side"}) {
    const TempDir hostile;
    const auto expect_refused = [&] {
      const Error error = refusal(hostile.path());
      EXPECT_EQ(error.code(), ErrorCode::permission);
      EXPECT_TRUE(error.message().starts_with("the repository " + target.string() +
                                              " is not used: " + (hostile / ".git").string() +
                                              " leads to it, but its worktree is "))
          << error.message();
      EXPECT_EQ(error.hint(), target == main
                                  ? "If you trust it, set the variable GIT_DIR=" + target.string()
                                  : "If the worktree was moved, run: git worktree repair");
    };
    hostile.write(".git", "gitdir: " + target.string() + "\n");
    expect_refused();
    GitEnvironment named;
    named.work_tree = hostile.path().string();
    EXPECT_THROW(find_repository(hostile.path(), named), Error);
    named = {};
    named.git_dir = target.string();
    EXPECT_EQ(find_repository(hostile.path(), named)->git_dir, target);
    fs::remove(hostile / ".git");
    fs::create_directory_symlink(target, hostile / ".git");
    expect_refused();
  }
}

TEST(FindRepository, RefusesACommondirFileThatNamesAnotherRepository) {
  const RepoBuilder victim;
  const RepoBuilder repo;
  const fs::path git_dir = repo.path() / ".git";
  const std::string common = (victim.path() / ".git").string();
  std::ofstream(git_dir / "commondir") << common << "\n";
  std::ofstream(git_dir / "gitdir") << git_dir.string() << "\n";
  for (const fs::path& start : {repo.path(), git_dir / "refs"}) {
    const Error error = refusal(start);
    EXPECT_EQ(error.code(), ErrorCode::permission);
    EXPECT_EQ(error.message(),
              "the repository " + git_dir.string() + " is not used: its commondir file names " +
                  common + ", but the repository is not in the folder worktrees of " + common);
    EXPECT_EQ(error.hint(), "If you trust it, set the variable GIT_DIR=" + git_dir.string());
  }
  std::ofstream(git_dir / "commondir") << ".\n";
  EXPECT_EQ(refusal(repo.path()).message(), "");
}

TEST(FindHolder, IsNoRepositoryToWhichAnotherFolderLeads) {
  RepoBuilder victim;
  victim.write("a", "1").commit("one");
  const fs::path linked = victim.add_worktree("side", "side-branch");
  EXPECT_EQ(find_holder(linked / "a")->common_dir, victim.path() / ".git");
  const TempDir hostile;
  hostile.write(".git", "gitdir: " + (victim.path() / ".git").string() + "\n");
  EXPECT_EQ(find_holder(hostile / "a")->git_dir, hostile / ".git");
  EXPECT_EQ(find_holder(hostile / "a")->common_dir, hostile / ".git");
  fs::remove(hostile / ".git");
  fs::create_directory_symlink(victim.path() / ".git", hostile / ".git");
  EXPECT_EQ(find_holder(hostile / "a")->common_dir, hostile / ".git");
  const RepoBuilder copy;
  std::ofstream(copy.path() / ".git/commondir") << (victim.path() / ".git").string() << "\n";
  EXPECT_EQ(find_holder(copy.path() / "a")->common_dir, copy.path() / ".git");
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

/// Appends this text to the configuration of the repository. Also writes a malformed configuration
/// file named "broken" beside it.
void append_config(RepoBuilder& repo, const std::string& text) {
  std::ofstream(repo.path() / ".git/broken") << "[broken\n";
  std::ofstream(repo.path() / ".git/config", std::ios::app) << text;
}

TEST(FindRepository, RefusesAConfigurationThatGitRefuses) {
  for (const char* text :
       {"[broken\n", "= 1\n", "[a]\n\tb = \\q\n", "[include]\n\tpath = broken\n",
        "[include]\n\tpath = config\n", "[includeIf \"gitdir:/**\"]\n\tpath = broken\n",
        "[core]\n\trepositoryFormatVersion = 9\n",
        "[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tunheardOf = 1\n"}) {
    RepoBuilder repo;
    append_config(repo, text);
    EXPECT_THROW(repo.git({"status"}), std::runtime_error) << text;
    const Error error = refusal(repo.path());
    EXPECT_TRUE(error.message().starts_with("cannot open the repository " +
                                            (repo.path() / ".git").string() + ": "))
        << text << error.message();
    EXPECT_EQ(error.hint(), "Run: git status");
  }
}

TEST(FindRepository, TakesAConfigurationThatGitTakes) {
  for (const char* text :
       {"[include]\n\tpath = /nowhere/at/all\n", "[include]\n\tpath = missing\n",
        "[include]\n\tpath = /dev/null\n", "[include]\n\tpath = ~/nowhere/at/all\n",
        "[includeIf \"gitdir:/nowhere/\"]\n\tpath = broken\n", "[a \"[b\"]\n\tc = \"[\"\n",
        "[extensions]\n\tunheardOf = 1\n",
        "[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tpartialClone = origin\n"}) {
    RepoBuilder repo;
    append_config(repo, text);
    EXPECT_NO_THROW(repo.git({"status"})) << text;
    EXPECT_EQ(refusal(repo.path()).message(), "") << text;
  }
}

TEST(FindRepository, RefusesFilesThatIncludeEachOtherWithoutEnd) {
  RepoBuilder repo;
  append_config(repo, "[include]\n\tpath = level1\n");
  for (int level = 1; level < 9; ++level) {
    std::ofstream file(repo.path() / ".git" / ("level" + std::to_string(level)));
    for (int i = 0; i < 10; ++i) file << "[include]\n\tpath = level" << level + 1 << "\n";
  }
  // In total, the files include 10^8 files.
  EXPECT_TRUE(refusal(repo.path())
                  .message()
                  .ends_with(": more than 100 files of git settings are included"));
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

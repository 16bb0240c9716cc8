#include "git/head_reader.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "git/repository.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

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

TEST(ListRefs, FollowsManySymbolicRefsToPackedRefs) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.git({"branch", "old"});
  const CommitId second = repo.write("a", "2").commit("two");
  repo.git({"pack-refs", "--all"});
  for (int i = 0; i < 30; ++i) {
    const std::string target = i % 3 == 0 ? "main" : i % 3 == 1 ? "old" : "absent";
    repo.write(".git/refs/heads/s/" + std::to_string(i), "ref: refs/heads/" + target + "\n");
  }
  const auto found = list_refs(layout_of(repo), "refs/heads/s/");
  ASSERT_EQ(found.size(), 20u);
  for (const StoredRef& ref : found) {
    const int number = std::stoi(ref.name.substr(std::string("refs/heads/s/").size()));
    EXPECT_EQ(ref.peeled, number % 3 == 0 ? second : first) << ref.name;
  }
}

TEST(ListRefs, EntersNoLinkedFolder) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  const TempDir outside;
  outside.write("heads/x/b", commit.hex() + "\n");
  outside.write("refs/heads/c", commit.hex() + "\n");
  const fs::path refs = repo.path() / ".git/refs";
  const auto names = [&](const std::string& prefix) {
    std::vector<std::string> out;
    for (const StoredRef& ref : list_refs(layout_of(repo), prefix)) out.push_back(ref.name);
    return out;
  };
  using Names = std::vector<std::string>;
  fs::create_directory_symlink(outside / "heads", refs / "heads/linked");
  EXPECT_EQ(names("refs/"), Names{"refs/heads/main"});
  EXPECT_EQ(names("refs/heads/linked/"), Names());
  EXPECT_EQ(names("refs/heads/linked/x/"), Names());
  fs::remove_all(refs / "heads");
  fs::create_directory_symlink(outside / "heads", refs / "heads");
  for (const char* prefix : {"refs/", "refs/heads/", "refs/heads/x/", "refs/heads/x"}) {
    EXPECT_EQ(names(prefix), Names()) << prefix;
  }
  fs::remove_all(refs);
  fs::create_directory_symlink(outside.path(), refs);
  EXPECT_EQ(names("refs/heads/"), Names());
  // git-new-workdir makes such a link.
  fs::remove(refs);
  fs::create_directory_symlink(outside / "refs", refs);
  EXPECT_EQ(names("refs/heads/"), Names{"refs/heads/c"});
}

TEST(ListRefs, LimitsTheFilesOfRefs) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  for (const char* name : {"b", "c", "d"}) repo.git({"branch", name});
  EXPECT_EQ(list_refs(layout_of(repo), "refs/heads/", 4).size(), 4u);
  try {
    list_refs(layout_of(repo), "refs/heads/", 3);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the folder " + (repo.path() / ".git/refs/heads/").string() +
                                   " has more than 3 files of refs");
    EXPECT_EQ(error.hint(), "Run: git pack-refs --all");
  }
  repo.git({"pack-refs", "--all"});
  EXPECT_EQ(list_refs(layout_of(repo), "refs/heads/", 3).size(), 4u);
}

TEST(RequireSearchableRefs, RefusesLinksAndManyRefs) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.git({"branch", "b"});
  const auto message = [&](std::size_t most) -> std::string {
    try {
      require_searchable_refs(layout_of(repo), most);
      return "";
    } catch (const Error& error) {
      EXPECT_EQ(error.hint(), "Use a branch, a tag or a commit id");
      return error.message();
    }
  };
  const std::string before = "the refs are not searched: ";
  EXPECT_EQ(message(2), "");
  EXPECT_EQ(message(1), before + "the repository has more than 1 refs");
  Repository repository = Repository::open(layout_of(repo));
  EXPECT_EQ(repository.resolve_commit(":/one"), commit);
  const fs::path link = repo.path() / ".git/refs/heads/link";
  for (const char* target : {"/", "..", "../../objects"}) {
    fs::remove(link);
    fs::create_directory_symlink(target, link);
    EXPECT_EQ(message(9), before + link.string() + " is a link");
    EXPECT_THROW(repository.resolve_commit(":/one"), Error);
  }
  EXPECT_EQ(repository.resolve_commit("main^{/one}"), commit);
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

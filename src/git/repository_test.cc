#include "git/repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Repository open(const std::filesystem::path& path) {
  return Repository::open(require_repository(path, GitEnvironment{}));
}

TEST(Repository, ResolvesWhatRevParseTakes) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.annotated_tag("v1", "first");
  const CommitId second = repo.write("a", "2").commit("two");
  Repository repository = open(repo.path());
  for (const std::string& rev : {std::string("HEAD~1"), std::string("v1"), std::string("main^"),
                                 first.hex(), first.hex().substr(0, 10)}) {
    EXPECT_EQ(repository.resolve_commit(rev), first) << rev;
  }
  EXPECT_EQ(repository.resolve_commit("main"), second);
  EXPECT_EQ(repository.head(), second);
}

TEST(Repository, SaysWhichRevisionIsUnknown) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  Repository repository = open(repo.path());
  for (const char* rev :
       {"absent", "HEAD~7", "0123456789012345678901234567890123456789", "", "^", "a b"}) {
    try {
      repository.resolve_commit(rev);
      ADD_FAILURE() << rev;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failure);
      EXPECT_NE(error.message().find(rev), std::string::npos);
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

TEST(Repository, RefusesARevisionThatIsNoCommit) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  Repository repository = open(repo.path());
  EXPECT_THROW(repository.resolve_commit("HEAD:a"), Error);
}

TEST(Repository, WorksBareLinkedAndWithAlternates) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  const auto bare = repo.beside("bare.git");
  repo.git({"clone", "--quiet", "--bare", repo.path().string(), bare.string()});
  for (const auto& path : {bare, repo.add_worktree("side", "s"), repo.shared_clone("shared")}) {
    Repository repository = open(path);
    EXPECT_EQ(repository.resolve_commit("HEAD"), commit) << path;
    EXPECT_EQ(repository.commit_info(commit).subject, "one");
  }
}

TEST(Repository, OpensAPartialClone) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.git({"config", "core.repositoryformatversion", "1"});
  repo.git({"config", "extensions.partialClone", "origin"});
  repo.git({"config", "extensions.worktreeConfig", "true"});
  EXPECT_EQ(open(repo.path()).resolve_commit("HEAD"), commit);
}

TEST(Repository, ManySettingsAreRefusedWhereLibgit2Leaks) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  std::string settings = "[x \"y\"]\n";
  for (int i = 0; i < 20'001; ++i) settings += "k\n";
  std::ofstream(repo.path() / ".git/config", std::ios::app) << settings;
  EXPECT_EQ(open(repo.path()).resolve_commit("HEAD^0"), commit);
  repo.git({"config", "core.repositoryformatversion", "1"});
  EXPECT_THAT([&] { open(repo.path()).resolve_commit("HEAD^0"); },
              ThrowsMessage<Error>(HasSubstr("more than 20000 settings")));
}

TEST(Repository, TheSubjectIsTheFirstParagraph) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one\ntwo \n\nbody\n");
  EXPECT_EQ(open(repo.path()).commit_info(commit).subject, "one two");
}

TEST(Repository, TheBodyIsTheMessageAfterTheSubject) {
  RepoBuilder repo;
  const CommitId both = repo.write("a", "1").commit("one\ntwo\n\nbody\n\nmore\n\n");
  const CommitId subject = repo.write("a", "2").commit("one\ntwo\n");
  const CommitId none = repo.write("a", "3").commit("");
  Repository repository = open(repo.path());
  EXPECT_EQ(repository.commit_body(both), "body\n\nmore");
  EXPECT_EQ(repository.commit_body(subject), "");
  EXPECT_EQ(repository.commit_body(none), "");
}

TEST(Repository, ReadsAFileOfACommit) {
  RepoBuilder repo;
  const CommitId first = repo.write("sub/deep/a.c", "old\n").write("b.c", "b\n").commit("one");
  const CommitId second = repo.write("sub/deep/a.c", "new\n").commit("two");
  Repository repository = open(repo.path());
  constexpr std::uint64_t most = 4;
  EXPECT_EQ(repository.file_at(first, "sub/deep/a.c", most), "old\n");
  EXPECT_EQ(repository.file_at(second, "sub/deep/a.c", most), "new\n");
  EXPECT_EQ(repository.file_at(second, "b.c", most), "b\n");
  EXPECT_EQ(repository.file_at(second, "sub/deep/a.c", most - 1), std::nullopt) << "too large";
  for (const char* const path : {"", "sub", "sub/a.c", "b.c/a.c", "sub/deep/", "/b.c", "c.c"}) {
    EXPECT_EQ(repository.file_at(second, path, most), std::nullopt) << path;
  }
  EXPECT_EQ(repository.file_at(CommitId{}, "b.c", most), std::nullopt);
}

TEST(Repository, TellsAuthorDateAndSubject) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("subject line\n\nbody\n");
  EXPECT_EQ(open(repo.path()).commit_info(commit), (CommitInfo{.id = commit,
                                                               .time_s = 1'700'000'000,
                                                               .author = "Ada Author",
                                                               .subject = "subject line"}));
}

TEST(Repository, ConvertsLatin1Commits) {
  RepoBuilder repo;
  repo.git({"config", "i18n.commitEncoding", "ISO-8859-1"});
  const CommitId named = repo.write("a", "1").commit("caf\xE9");
  repo.git({"config", "--unset", "i18n.commitEncoding"});
  const CommitId unnamed = repo.write("a", "2").commit("na\xEFve");
  Repository repository = open(repo.path());
  EXPECT_EQ(repository.commit_info(named).subject, "caf\xC3\xA9");
  EXPECT_EQ(repository.commit_info(unnamed).subject, "na\xC3\xAFve");
}

TEST(Repository, TakesCommitsWithoutMessage) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("");
  EXPECT_EQ(open(repo.path()).commit_info(commit).subject, "");
}

TEST(Repository, ThrowsForAMissingCommit) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.delete_object(commit.hex());
  EXPECT_THROW(open(repo.path()).commit_info(commit), Error);
}

TEST(Repository, HistoryRefsAreBranchesTagsRemotesAndHeads) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.annotated_tag("v1", "first");
  repo.git({"tag", "tree-tag", "HEAD^{tree}"});
  repo.git({"update-ref", "refs/remotes/origin/main", "HEAD"});
  repo.git({"update-ref", "refs/pull/1/head", "HEAD"});
  repo.git({"update-ref", "refs/stash", "HEAD"});
  repo.checkout("HEAD~0");
  const CommitId second = repo.write("a", "2").commit("detached");
  EXPECT_EQ(open(repo.path()).history_refs(), (std::vector<Ref>{{"HEAD", second},
                                                                {"refs/heads/main", first},
                                                                {"refs/remotes/origin/main", first},
                                                                {"refs/tags/v1", first}}));
}

TEST(Repository, AShallowBoundaryHasNoParents) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const CommitId second = repo.write("a", "2").commit("two");
  EXPECT_EQ(open(repo.path()).parents(second).size(), 1u);
  EXPECT_FALSE(open(repo.path()).is_shallow());
  Repository shallow = open(repo.shallow_clone("shallow", 1));
  EXPECT_TRUE(shallow.is_shallow());
  EXPECT_TRUE(shallow.parents(second).empty());
}

}  // namespace
}  // namespace gitctx

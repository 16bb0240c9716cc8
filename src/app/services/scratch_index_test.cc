#include "app/services/scratch_index.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "core/storage_paths.h"
#include "eval/queries/suite_proposal.h"
#include "testing/repo_builder.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr const char* retry_text =
    "// Waits longer after each failure of the server.\n"
    "int retry_with_backoff(int attempt) {\n  return 1 << attempt;\n}\n";

RepositoryLayout layout_of(const RepoBuilder& repo) {
  return require_repository(repo.path(), GitEnvironment{});
}

ScratchIndex scratch_index(const RepoBuilder& repo, const std::string& revision,
                           const std::vector<HiddenPart>& hidden = {},
                           const Settings& settings = {}) {
  return ScratchIndex(layout_of(repo), settings, *make_local_embedders(settings.model),
                      repo.rev_parse(revision), hidden, {}, {});
}

std::string text_of(const ScratchIndex& index, std::string_view path) {
  const std::size_t number = index.view().find(path);
  if (number == index.view().file_count()) return "no such file";
  const ViewFile file = index.view().file(number);
  return index.view().segments()[file.segment].segment->text(file.blob);
}

TEST(ScratchIndex, HoldsTheCommitThatWasAskedFor) {
  RepoBuilder repo;
  repo.write("a.c", "int old_one;\n").commit("one");
  repo.write("a.c", "int new_one;\n").commit("two");
  EXPECT_EQ(text_of(scratch_index(repo, "HEAD~1"), "a.c"), "int old_one;\n");
  EXPECT_EQ(text_of(scratch_index(repo, "HEAD"), "a.c"), "int new_one;\n");
}

/// Names the folder for temporary files while it exists.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& folder) {
    if (const char* value = std::getenv("TMPDIR")) before_ = value;
    ::setenv("TMPDIR", folder.c_str(), 1);
  }
  ~TemporaryFolder() { before_ ? ::setenv("TMPDIR", before_->c_str(), 1) : ::unsetenv("TMPDIR"); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

 private:
  std::optional<std::string> before_;
};

TEST(ScratchIndex, RemovesTheFoldersOfKilledProcesses) {
  RepoBuilder repo;
  repo.write("a.c", "int a;\n").commit("one");
  const TempDir parent;
  const TempDir elsewhere;
  for (const char* name : {"gitctx-eval-killed", "gitctx-eval-in_use", "gitctx-eval-of-others",
                           "gitctx-evil-aaaaaa"}) {
    parent.write(std::string(name) + "/segment-1.gcx", "code");
  }
  elsewhere.write("precious", "kept");
  fs::create_directory_symlink(elsewhere.path(), parent / "gitctx-eval-linked");
  parent.write("gitctx-eval-a_file", "kept");
  const UniqueFd in_use(::open((parent / "gitctx-eval-in_use").c_str(), O_RDONLY | O_DIRECTORY));
  ASSERT_EQ(::flock(in_use.get(), LOCK_EX), 0);

  const TemporaryFolder temporary(parent.path());
  {
    const ScratchIndex index = scratch_index(repo, "HEAD");
  }

  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(parent.path())) {
    left.push_back(entry.path().filename());
  }
  EXPECT_THAT(left, testing::UnorderedElementsAre("gitctx-eval-in_use", "gitctx-eval-of-others",
                                                  "gitctx-evil-aaaaaa", "gitctx-eval-linked",
                                                  "gitctx-eval-a_file"));
  EXPECT_TRUE(fs::exists(elsewhere / "precious"));
}

TEST(ScratchIndex, HiddenPartsAreBlankWhereverTheContentLies) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text).write("copy.c", retry_text).write("other.c", "int other;\n");
  repo.commit("one");
  const ScratchIndex index =
      scratch_index(repo, "HEAD", {{"retry.c", ByteRange{0, 49}}, {"other.c", LineRange{1, 1}}});
  const std::string hidden = std::string(49, ' ') + std::string(retry_text).substr(49);
  EXPECT_EQ(text_of(index, "retry.c"), hidden);
  EXPECT_EQ(text_of(index, "copy.c"), hidden);
  EXPECT_EQ(text_of(index, "other.c"), "          \n");
}

TEST(ScratchIndex, SuitesAreNotSearched) {
  RepoBuilder repo;
  repo.write("a.c", "int one;\n").write(".gitctx/evals/own.yml", "queries:\n").commit("one");
  EXPECT_EQ(text_of(scratch_index(repo, "HEAD"), ".gitctx/evals/own.yml"), "        \n");
}

TEST(ScratchIndex, LeavesNothingBehind) {
  RepoBuilder repo;
  repo.write("a.c", "int one;\n").commit("one");
  // A separate temporary folder, because other programs write to the system's one.
  const TempDir temp;
  ::setenv("TMPDIR", temp.path().c_str(), 1);
  {
    const ScratchIndex index = scratch_index(repo, "HEAD");
    EXPECT_FALSE(fs::is_empty(temp.path()));
  }
  EXPECT_TRUE(fs::is_empty(temp.path()));
  ::unsetenv("TMPDIR");
  EXPECT_FALSE(fs::exists(index_directory(layout_of(repo).common_dir)));
}

TEST(ScratchIndex, NothingToSearchIsAnError) {
  RepoBuilder repo;
  repo.commit("nothing");
  EXPECT_THROW(scratch_index(repo, "HEAD"), Error);
}

TEST(ScratchIndex, AStopIsAnError) {
  RepoBuilder repo;
  repo.write("a.c", "int one;\n").commit("one");
  std::stop_source stop;
  stop.request_stop();
  try {
    const auto embedders = make_local_embedders({});
    const ScratchIndex index(layout_of(repo), Settings{}, *embedders, repo.rev_parse("HEAD"), {},
                             stop.get_token(), {});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
  }
}

SuiteProposal proposal_of(const RepoBuilder& repo, const std::vector<CommitChange>& commits,
                          std::size_t size) {
  Settings settings;
  settings.index.chunk_tokens = 1;
  return propose_suite(scratch_index(repo, "HEAD", {}, settings).view(), commits, size);
}

std::vector<std::string> texts_of(const SuiteProposal& proposal, std::string_view category) {
  std::vector<std::string> texts;
  for (const SuiteQuery& query : proposal.suite.queries) {
    if (query.category == category) texts.push_back(query.text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(ProposeSuite, ACommentAsksForItsDefinitionAndIsHidden) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text).commit("one");
  const SuiteProposal proposal = proposal_of(repo, {}, 10);
  ASSERT_EQ(proposal.doc_comments, 1u);
  const SuiteQuery query{
      "Waits longer after each failure of the server", "doc_comment", "c", {{"retry.c", {{2, 4}}}}};
  EXPECT_EQ(proposal.suite.queries[0], query);
  ASSERT_EQ(proposal.suite.hidden.size(), 1u);
  EXPECT_EQ(proposal.suite.hidden[0].path, "retry.c");
  EXPECT_EQ(proposal.suite.commit, repo.rev_parse("HEAD").hex());
}

TEST(ProposeSuite, ASentenceThatStandsTwiceAsksForNeither) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text);
  repo.write("again.c", std::string(retry_text) + "int more;\n").commit("one");
  EXPECT_EQ(proposal_of(repo, {}, 10).doc_comments, 0u);
}

TEST(ProposeSuite, ANameThatTwoFilesDefineIsNoQuery) {
  RepoBuilder repo;
  repo.write("a.c", "int open_file(void) { return 1; }\n\nint only_here(void) { return 1; }\n");
  repo.write("b.c", "int open_file(void) { return 2; }\n").commit("one");
  EXPECT_EQ(texts_of(proposal_of(repo, {}, 10), "symbol"), (Texts{"only_here"}));
}

TEST(ProposeSuite, TestsAreNotAskedFor) {
  RepoBuilder repo;
  repo.write("tests/test_a.py", "def open_the_file():\n    return 1\n");
  repo.write("a.py", "def close_the_file():\n    return 1\n").commit("one");
  EXPECT_EQ(texts_of(proposal_of(repo, {}, 10), "symbol"), (Texts{"close_the_file"}));
}

TEST(ProposeSuite, CommitsAskForTheFilesThatAreStillThere) {
  RepoBuilder repo;
  repo.write("src/a.c", "int a;\n").write("lib/src/a.c", "int b;\n").write("c.c", "int c;\n");
  repo.commit("one");
  const std::vector<CommitChange> commits{
      {"Keep the order of equal results", {"c.c", "gone.c"}},
      {"Read the settings of a user first", {"src/a.c"}},
      {"Remove what nobody has called", {"gone.c"}},
      {"Bump the version of the library", {"c.c"}},
      {"Move all of the files around", {"1.c", "2.c", "3.c", "4.c", "5.c", "c.c"}}};
  const SuiteProposal proposal = proposal_of(repo, commits, 10);
  EXPECT_EQ(proposal.commits, 2u);
  EXPECT_EQ(proposal.suite.queries[0].relevant, (std::vector<FilePart>{{"c.c", {}}}));
  // The path needs its leading slash, because another path also ends in src/a.c.
  EXPECT_EQ(proposal.suite.queries[1].relevant, (std::vector<FilePart>{{"/src/a.c", {}}}));
}

TEST(ProposeSuite, WhatOneCategoryLacksTheOthersGive) {
  RepoBuilder repo;
  std::string text;
  for (int i = 0; i < 9; ++i) text += "int open_file_" + std::to_string(i) + "(void);\n\n";
  for (char c = 'a'; c < 'j'; ++c) {
    text += std::string("int close_") + c + "_file(void) { return 1; }\n\n";
  }
  repo.write("a.c", text).write("retry.c", retry_text).commit("one");
  const SuiteProposal proposal = proposal_of(repo, {}, 6);
  EXPECT_EQ(proposal.suite.queries.size(), 6u);
  EXPECT_EQ(proposal.doc_comments, 1u);
  EXPECT_EQ(proposal.symbols, 5u);
}

}  // namespace
}  // namespace gitctx

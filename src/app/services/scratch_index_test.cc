#include "app/services/scratch_index.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "core/storage_paths.h"
#include "eval/queries/commit_queries.h"
#include "eval/queries/proposed_query.h"
#include "eval/queries/suite_proposal.h"
#include "redact/redactor.h"
#include "testing/planted_secrets.h"
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

/// Sets the folder for temporary files while this object exists.
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
  // A separate temporary folder, because other programs write to the folder of the system.
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

SuiteProposal proposal_of(const RepoBuilder& repo, std::size_t size,
                          const std::vector<CommitChange>& commits = {},
                          const FileVersions& versions = {}) {
  Settings settings;
  settings.index.chunk_tokens = 1;
  const ScratchIndex index = scratch_index(repo, "HEAD", {}, settings);
  return propose_suite(index.view(), commits,
                       [&](const CommitChange&, const std::string&) { return versions; }, size, {});
}

std::vector<SuiteQuery> queries_of(const SuiteProposal& proposal, std::string_view category) {
  std::vector<SuiteQuery> queries;
  for (const SuiteQuery& query : proposal.suite.queries) {
    if (query.category == category) queries.push_back(query);
  }
  return queries;
}

std::vector<std::string> texts_of(const SuiteProposal& proposal, std::string_view category) {
  std::vector<std::string> texts;
  for (const SuiteQuery& query : queries_of(proposal, category)) texts.push_back(query.text);
  return texts;
}

using Counts = std::array<std::size_t, 6>;
using Parts = std::vector<FilePart>;
using Queries = std::vector<SuiteQuery>;
using Texts = std::vector<std::string>;

constexpr std::size_t all = 100;

TEST(ProposeSuite, ACommentAsksForItsDefinitionAndIsHidden) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text).commit("one");
  const SuiteProposal proposal = proposal_of(repo, all);
  EXPECT_EQ(queries_of(proposal, "question"),
            (Queries{{"Waits longer after each failure of the server",
                      "question",
                      "c",
                      {{"retry.c", {{2, 4}}}}}}));
  ASSERT_EQ(proposal.suite.hidden.size(), 1u);
  EXPECT_EQ(proposal.suite.hidden[0].path, "retry.c");
  EXPECT_EQ(proposal.suite.commit, repo.rev_parse("HEAD").hex());
}

TEST(ProposeSuite, AStopIsAnError) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text).commit("one");
  const ScratchIndex index = scratch_index(repo, "HEAD");
  std::stop_source stop;
  stop.request_stop();
  try {
    propose_suite(index.view(), {}, {}, all, stop.get_token());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
  }
}

TEST(ProposeSuite, ASentenceThatStandsTwiceAsksForNeither) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text);
  repo.write("again.c", std::string(retry_text) + "int more;\n").commit("one");
  EXPECT_EQ(texts_of(proposal_of(repo, all), "question"), Texts{});
}

TEST(ProposeSuite, ADefinitionIsAskedForByItsNameAndAnsweredByItsLine) {
  RepoBuilder repo;
  repo.write("a.c", "int open_file(void) { return 1; }\n\nint\nonly(void) { return 1; }\n");
  repo.write("b.c", "int open_file(void) { return 2; }\n").commit("one");
  EXPECT_EQ(queries_of(proposal_of(repo, all), "definition"),
            (Queries{{"only", "definition", "c", {{"a.c", {{4, 4}}}}}}));
}

TEST(ProposeSuite, ImplementationsAndHeadingsAreNotDefinitions) {
  RepoBuilder repo;
  repo.write("a.rs",
             "pub struct Parcel {\n    weight: u32,\n}\n\nimpl Parcel {\n"
             "    fn is_heavy(&self) -> bool {\n        self.weight > 9\n    }\n}\n");
  repo.write("README.md", "# Parcel\n\nSome text.\n").commit("one");
  EXPECT_EQ(queries_of(proposal_of(repo, all), "definition"),
            (Queries{{"Parcel", "definition", "rust", {{"a.rs", {{1, 1}}}}}}));
}

TEST(ProposeSuite, DefinitionsOfTestsAreNotAskedFor) {
  RepoBuilder repo;
  repo.write("tests/test_a.py", "def open_the_file():\n    return 1\n");
  repo.write("a.py", "def close_the_file():\n    return 1\n").commit("one");
  EXPECT_EQ(texts_of(proposal_of(repo, all), "definition"), (Texts{"close_the_file"}));
}

TEST(ProposeSuite, ACommentAtAPrototypeAsksForTheFunction) {
  RepoBuilder repo;
  repo.write("retry.h",
             "/* Waits longer after each failure of the server. */\nint retry_all(int attempt);\n");
  repo.write("retry.c", "int retry_all(int attempt) {\n  return attempt;\n}\n").commit("one");
  const Queries questions = queries_of(proposal_of(repo, all), "question");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].relevant, (Parts{{"retry.h", {{2, 2}}}, {"retry.c", {{1, 3}}}}));
}

TEST(ProposeSuite, ADocstringAsksForTheDefinitionThatItDescribes) {
  RepoBuilder repo;
  repo.write("a.py",
             "class Handler:\n    def __repr__(self):\n"
             "        \"\"\"Gives a readable text of the handler.\"\"\"\n        return 'x'\n");
  repo.write("b.py",
             "class Cache:\n    \"\"\"Stores the facts of all hosts.\"\"\"\n\n"
             "    def __init__(self):\n        self.facts = 1\n");
  repo.commit("one");
  const Queries questions = queries_of(proposal_of(repo, all), "question");
  ASSERT_EQ(questions.size(), 2u);
  EXPECT_EQ(questions[0].relevant, (Parts{{"a.py", {{2, 4}}}}));
  EXPECT_EQ(questions[1].relevant, (Parts{{"b.py", {{1, 5}}}}));
}

TEST(ProposeSuite, AWordThatManyFilesUseIsNoDefinition) {
  RepoBuilder repo;
  repo.write("a.py", "def handle():\n    return 1\n\n\ndef handle_all():\n    return 2\n");
  for (const char* const name : {"b.txt", "c.txt", "d.txt"}) repo.write(name, "Handle it.\n");
  repo.commit("one");
  EXPECT_EQ(texts_of(proposal_of(repo, all), "definition"), (Texts{"handle", "handle_all"}));
  repo.write("e.txt", "Please handle it.\n").commit("two");
  EXPECT_EQ(texts_of(proposal_of(repo, all), "definition"), (Texts{"handle_all"}));
}

TEST(ProposeSuite, GuardsAndVariablesOfScriptsAreNoDefinitions) {
  RepoBuilder repo;
  repo.write("a.h", "#ifndef LIMITS_H\n#define LIMITS_H\n\n#define MOST_ITEMS 9\n\n#endif\n");
  repo.write("run.sh", "current_version=9\n\nstart_all() {\n  echo one\n}\n").commit("one");
  EXPECT_EQ(texts_of(proposal_of(repo, all), "definition"), (Texts{"MOST_ITEMS", "start_all"}));
}

TEST(ProposeSuite, CommitsAskForFilesThatAreStillThere) {
  RepoBuilder repo;
  repo.write("src/a.c", "int a;\n").write("lib/src/a.c", "int b;\n").write("c.c", "int c;\n");
  repo.commit("one");
  const std::vector<CommitChange> commits{
      {{}, "Keep the order of equal results", "Two runs differed.", {"c.c", "gone.c"}},
      {{}, "Read the settings of a user first", "", {"src/a.c"}},
      {{}, "Remove what nobody has called", "", {"gone.c"}},
      {{}, "Bump the version of the library", "", {"c.c"}},
      {{}, "Move all of the files around", "", {"1.c", "2.c", "3.c", "4.c", "5.c", "c.c"}}};
  const FileVersions versions{.before = "", .after = "int a;\nint c;\n"};
  const Queries queries = queries_of(proposal_of(repo, all, commits, versions), "commit");
  ASSERT_EQ(queries.size(), 2u);
  EXPECT_EQ(queries[0].text, "Keep the order of equal results\n\nTwo runs differed.");
  EXPECT_EQ(queries[0].relevant, (Parts{{"c.c", {{1, 1}}}}));
  // The path needs its leading slash, because another path also ends in src/a.c.
  EXPECT_EQ(queries[1].relevant, (Parts{{"/src/a.c", {{1, 1}}}}));
}

TEST(ProposeSuite, CommitsWithoutLinesOrOnlyWithImportsAreLeftOut) {
  RepoBuilder repo;
  repo.write("c.c", "#include <one.h>\nint kept;\n").commit("one");
  const std::vector<CommitChange> commits{{{}, "Keep the order of equal results", "", {"c.c"}}};
  const FileVersions removal{.before = "int kept;\nint gone;\n", .after = "int kept;\n"};
  EXPECT_EQ(texts_of(proposal_of(repo, all, commits, removal), "commit"), Texts{});
  const FileVersions import{.before = "int kept;\n", .after = "#include <one.h>\nint kept;\n"};
  EXPECT_EQ(texts_of(proposal_of(repo, all, commits, import), "commit"), Texts{});
}

TEST(ProposeSuite, ACommitAsksForTheLinesThatAreStillThere) {
  RepoBuilder repo;
  repo.write("c.c", "int top;\nint added_one;\n}\n\nint added_two;\nint old;\nint added_3;\n");
  repo.commit("one");
  const FileVersions versions{
      .before = "int old;\n",
      .after = "int added_one;\n}\n\nint added_two;\nint gone;\nint old;\nint added_3;\n"};
  const SuiteProposal proposal =
      proposal_of(repo, all, {{{}, "Keep the order of equal results", "", {"c.c"}}}, versions);
  EXPECT_EQ(queries_of(proposal, "commit").at(0).relevant,
            (Parts{{"c.c", {{2, 5}}}, {"c.c", {{7, 7}}}}));
}

TEST(ProposeSuite, AWordOfOneFileAsksForItsLines) {
  RepoBuilder repo;
  repo.write("a.py", "print(loyalty, rate)\nx = loyalty\ny = 1\nprint(Loyalty)\n");
  repo.write("conf.zzz", "rate basis host7x 12345 deadbeef01\n").commit("one");
  const Queries queries = queries_of(proposal_of(repo, all), "word");
  EXPECT_EQ(queries,
            (Queries{{"loyalty", "word", "python", {{"a.py", {{1, 2}}}, {"a.py", {{4, 4}}}}},
                     {"print", "word", "python", {{"a.py", {{1, 1}}}, {"a.py", {{4, 4}}}}},
                     {"host7x", "word", "text", {{"conf.zzz", {{1, 1}}}}}}));
}

TEST(ProposeSuite, ANameOfOneFileAsksForItsLines) {
  RepoBuilder repo;
  repo.write("a.yml", "mail.sender.address: ops\nkeep-going: readAll\n");
  repo.write("b.py", "sender = read_all\nx = readall\n").commit("one");
  EXPECT_EQ(queries_of(proposal_of(repo, all), "name"),
            (Queries{{"keep-going", "name", "yaml", {{"a.yml", {{2, 2}}}}},
                     {"mail.sender.address", "name", "yaml", {{"a.yml", {{1, 1}}}}},
                     {"read_all", "name", "python", {{"b.py", {{1, 1}}}}}}));
}

TEST(ProposeSuite, ALiteralThatOccursOnceAsksForItsLine) {
  RepoBuilder repo;
  repo.write("app.py", "x = 1\nraise ValueError(\"cannot open the settings file\")\n");
  repo.write("b.py", "print('the same text again')\n");
  repo.write("notes.txt", "The server waits for a minute.\n> The same TEXT again\n");
  repo.commit("one");
  EXPECT_EQ(
      queries_of(proposal_of(repo, all), "literal"),
      (Queries{{"cannot open the settings file", "literal", "python", {{"app.py", {{2, 2}}}}},
               {"The server waits for a minute.", "literal", "text", {{"notes.txt", {{1, 1}}}}}}));
}

TEST(ProposeSuite, WhatIsOnlyInAHiddenCommentIsNotAskedFor) {
  RepoBuilder repo;
  repo.write("retry.c", retry_text).commit("one");
  const SuiteProposal proposal = proposal_of(repo, all);
  EXPECT_EQ(texts_of(proposal, "literal"), Texts{});
  EXPECT_EQ(texts_of(proposal, "word"), (Texts{"attempt", "return"}));
  // The only name belongs to a definition, and each text is a query in only one category.
  EXPECT_EQ(texts_of(proposal, "definition"), (Texts{"retry_with_backoff"}));
  EXPECT_EQ(texts_of(proposal, "name"), Texts{});
}

TEST(ProposeSuite, TextsOfOthersAndOfMachinesAreNotAskedFor) {
  RepoBuilder repo;
  const std::string text = "a phrase of several words\n";
  for (const char* const path : {"LICENSE", "vendor/a.txt", "package-lock.json", "go.sum"}) {
    repo.write(path, path + (" has " + text));
  }
  repo.write("generated.txt", "Code generated by a tool. DO NOT EDIT.\n" + text).commit("one");
  EXPECT_EQ(proposal_of(repo, all).suite.queries, Queries{});
}

TEST(ProposeSuite, CopiesCountAsFiles) {
  RepoBuilder repo;
  const std::string prose = "The settings of every server.\n";
  repo.write("a.c", "int Handle(void) { return 1; }\n");
  for (const char* const path : {"b.txt", "c.txt", "d.txt", "e.txt"}) repo.write(path, "handle\n");
  repo.write("f.txt", prose).write("g.txt", prose);
  // The function has two places, so the comment asks only for the prototype.
  repo.write("retry.h",
             "/* Waits longer after each failure of the server. */\nint retry_all(int attempt);\n");
  const std::string function = "int retry_all(int attempt) {\n  return attempt;\n}\n";
  repo.write("retry.c", function).write("old/retry.c", function).commit("one");
  const SuiteProposal proposal = proposal_of(repo, all);
  EXPECT_EQ(texts_of(proposal, "definition"), Texts{});
  EXPECT_EQ(texts_of(proposal, "literal"), Texts{});
  EXPECT_EQ(texts_of(proposal, "word"), (Texts{"void"}));
  const Queries questions = queries_of(proposal, "question");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].relevant, (Parts{{"retry.h", {{2, 2}}}}));
}

/// The processor time of indexing `files` equal files and proposing queries from them.
std::clock_t time_of_copies(const std::string& text, std::size_t files) {
  RepoBuilder repo;
  std::string stream = "blob\nmark :1\ndata " + std::to_string(text.size()) + "\n" + text +
                       "\ncommit refs/heads/copies\ncommitter a <a@b> 1 +0000\ndata 1\nx\n";
  for (std::size_t i = 0; i < files; ++i) {
    stream += "M 100644 :1 copy" + std::to_string(i) + ".txt\n";
  }
  repo.fast_import(stream);
  Settings settings;
  settings.index.chunk_tokens = 1;
  const std::clock_t start = std::clock();
  const ScratchIndex index = scratch_index(repo, "copies", {}, settings);
  propose_suite(index.view(), {}, {}, all, {});
  return std::clock() - start;
}

/// A clone of 130 KB can have thousands of files with the same large text.
TEST(ProposeSuite, CopiesOfALargeTextTakeNoTime) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "The line " + std::to_string(i) + " of a long text.\n\n";
  const std::clock_t once = time_of_copies(text, 1) + time_of_copies("short\n", 1000);
  EXPECT_LT(time_of_copies(text, 1000), 4 * once);
}

TEST(ProposeSuite, ATextOfSeveralFilesIsReadOnce) {
  RepoBuilder repo;
  repo.write("a.txt", "one\n").write("b.txt", "two\n").write("c.txt", "one\n").commit("one");
  const ScratchIndex index = scratch_index(repo, "HEAD");
  std::vector<std::vector<std::string_view>> paths;
  for_each_text(index.view(), {}, [&](const ViewText& text) { paths.push_back(text.paths); });
  EXPECT_THAT(paths, testing::ElementsAre(testing::ElementsAre("a.txt", "c.txt"),
                                          testing::ElementsAre("b.txt")));
}

TEST(LocateCommits, ComparesTextsUpToALimit) {
  RepoBuilder repo;
  repo.write("a.c", "int here;\n").commit("one");
  const ScratchIndex index = scratch_index(repo, "HEAD");
  const std::vector<CommitChange> commits(5);
  std::size_t reads = 0;
  const ReadVersions read = [&](const CommitChange&, const std::string&) {
    ++reads;
    return FileVersions{.before = "", .after = "int gone;\n"};
  };
  const auto locate = [&](const std::stop_token& stop) {
    std::vector<ProposedQuery> proposed;
    for (std::size_t i = 0; i < commits.size(); ++i) {
      proposed.push_back({{"text", "commit", "c", {{"a.c", std::nullopt}}}, {}, i});
    }
    locate_commits(proposed, commits, index.view(), read, {.queries = all, .bytes = 39}, stop);
    EXPECT_TRUE(proposed.empty());
  };
  locate({});
  EXPECT_EQ(reads, 2u);  // each comparison has 20 bytes

  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(locate(stop.get_token()), Error);
  EXPECT_EQ(reads, 2u);
}

TEST(ProposeSuite, SecretsAreNotAskedFor) {
  const PlantedSecret secret = planted_secrets()[0];
  RepoBuilder repo;
  repo.write("a.txt", "Some words before it.\n" + std::string(secret.text) + "\n").commit("one");
  const SuiteProposal proposal = proposal_of(repo, all);
  EXPECT_THAT(texts_of(proposal, "literal"), testing::Contains("Some words before it."));
  for (const SuiteQuery& query : proposal.suite.queries) {
    EXPECT_EQ(query.text.find(secret.value), std::string::npos) << query.text;
    EXPECT_EQ(redacted(query.text), query.text);
  }
}

TEST(ProposeSuite, WhatOneCategoryLacksTheOthersGive) {
  RepoBuilder repo;
  std::string text;
  for (char c = 'a'; c < 'j'; ++c) {
    text += std::string("int close_") + c + "_file(void) { return 1; }\n\n";
  }
  repo.write("a.c", text).write("retry.c", retry_text).commit("one");
  const SuiteProposal proposal = proposal_of(repo, 6);
  EXPECT_EQ(proposal.suite.queries.size(), 6u);
  // There is no commit, literal or name to ask for; the words are `attempt` and `void`.
  EXPECT_EQ(proposal.counts, (Counts{1, 0, 3, 0, 2, 0}));
}

}  // namespace
}  // namespace gitctx

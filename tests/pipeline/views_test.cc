#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/pipeline/indexed_repo.h"

namespace gitctx {
namespace {

using Files = std::map<std::string, std::string>;
using Paths = std::set<std::string>;

constexpr char parser_v1[] = "def parse_header(line):\n    return line.split(':')\n";
constexpr char parser_v2[] = "def parse_header(line):\n    return partition_header(line)\n";
constexpr char writer[] = "def write_header(name, value):\n    return name + ': ' + value\n";
constexpr char retry[] = "def retry_with_backoff(call):\n    return call()\n";

/// Branch main has the files parser and writer. Branch feature adds retry and renames writer to
/// output. Later main changes parser and reverts the change. main never has retry.
class Views : public ::testing::Test {
 protected:
  Views() {
    builder_.write("src/parser.py", parser_v1).write("src/writer.py", writer);
    first_ = builder_.commit("first");
    builder_.branch("feature");
    builder_.write("src/retry.py", retry).remove("src/writer.py").write("src/output.py", writer);
    feature_ = builder_.commit("feature: retries, writer renamed");
    builder_.checkout("main");
    builder_.write("src/parser.py", parser_v2);
    changed_ = builder_.commit("parser changed");
    builder_.write("src/parser.py", parser_v1);
    reverted_ = builder_.commit("Revert \"parser changed\"");
  }

  RepoBuilder builder_;
  CommitId first_, feature_, changed_, reverted_;
};

TEST_F(Views, HeadHoldsTheFilesOfHeadAlone) {
  IndexedRepo repo(builder_.path());
  const IngestReport report = repo.index();
  EXPECT_EQ(report.new_blobs, 2u);
  EXPECT_EQ(repo.head_files(), (Files{{"src/parser.py", parser_v1}, {"src/writer.py", writer}}));
  EXPECT_EQ(repo.found_paths("HEAD@", "retry with backoff"), Paths{});
}

TEST_F(Views, ANameOfOneLetterIsFoundWhereItIsDefined) {
  builder_.write("src/globals.py", "g = make_proxy('g')\n");
  builder_.write("src/use.py", "def use_it():\n    return g + g.n\n");
  builder_.commit("globals");
  IndexedRepo repo(builder_.path());
  repo.index();
  EXPECT_EQ(repo.found_paths("HEAD@", "g"), Paths{"src/globals.py"});
}

TEST_F(Views, RefHoldsTheFilesOfItsCommitAlone) {
  IndexedRepo repo(builder_.path());
  IndexRequest request;
  request.refs = {"feature", changed_.hex()};
  const IngestReport report = repo.index(request);
  EXPECT_EQ(report.commits, 3u);
  EXPECT_EQ(report.new_blobs, 4u) << "two parsers, one writer, one retry";
  EXPECT_EQ(
      repo.files("ref:feature"),
      (Files{{"src/output.py", writer}, {"src/parser.py", parser_v1}, {"src/retry.py", retry}}));
  EXPECT_EQ(repo.found_paths("ref:feature", "write header"),
            (Paths{"src/output.py", "src/parser.py"}));
  EXPECT_EQ(repo.files("ref:" + changed_.hex()).at("src/parser.py"), parser_v2);
  EXPECT_EQ(repo.found_paths("HEAD@", "retry with backoff"), Paths{});
  for (const Hit& hit : repo.search("HEAD@", "partition header")) {
    EXPECT_EQ(hit.text.find("partition_header"), std::string::npos) << hit.path;
  }
}

TEST_F(Views, RenameAndRevertCostNoBlob) {
  IndexedRepo repo(builder_.path());
  builder_.checkout(changed_.hex());
  repo.index();
  builder_.checkout("main");
  EXPECT_EQ(repo.index().new_blobs, 1u) << "parser_v1 was never seen";
  builder_.checkout(changed_.hex());
  EXPECT_EQ(repo.index().new_blobs, 0u);
  builder_.checkout("feature");
  EXPECT_EQ(repo.index().new_blobs, 1u) << "only retry.py; the renamed writer is known";
  EXPECT_EQ(repo.head_files().count("src/output.py"), 1u);
  EXPECT_EQ(repo.head_files().count("src/writer.py"), 0u);
}

TEST_F(Views, OwnersExchangeTheirViews) {
  IndexedRepo repo(builder_.path());
  IndexRequest request;
  request.refs = {"topic"};
  builder_.git({"branch", "topic", first_.hex()});
  repo.index(request);
  builder_.checkout(first_.hex());
  builder_.git({"branch", "--force", "topic", "main"});
  EXPECT_TRUE(repo.index(request).up_to_date);
  EXPECT_EQ(repo.snapshot()->find_view_of("HEAD@")->commit, first_);
  EXPECT_EQ(repo.snapshot()->find_view_of("ref:topic")->commit, reverted_);
  EXPECT_EQ(repo.snapshot()->manifest().views.size(), 2u);
}

TEST_F(Views, WorktreeShowsTheDirtyFilesAndHeadDoesNot) {
  IndexedRepo repo(builder_.path());
  builder_.write("src/parser.py", "def parse_dirty_header(line):\n    return None\n")
      .write("notes/untracked.md", "# Quarterly zebra planning\n")
      .write(".gitignore", "*.log\n")
      .write("debug.log", "zebra in the log\n")
      .remove("src/writer.py");
  IndexRequest request;
  request.worktree = true;
  repo.index(request);
  EXPECT_EQ(repo.head_files(), (Files{{"src/parser.py", parser_v1}, {"src/writer.py", writer}}));
  const Files dirty = repo.files("worktree@");
  EXPECT_EQ(dirty.count("src/writer.py"), 0u);
  EXPECT_EQ(dirty.count("debug.log"), 0u);
  EXPECT_EQ(dirty.at("notes/untracked.md"), "# Quarterly zebra planning\n");
  EXPECT_EQ(repo.found_paths("worktree@", "zebra"), Paths{"notes/untracked.md"});
  EXPECT_EQ(repo.found_paths("HEAD@", "zebra"), Paths{});
  const std::vector<Hit> hits = repo.search("worktree@", "parse_dirty_header");
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].path, "src/parser.py");
  EXPECT_TRUE(hits[0].dirty);
}

TEST_F(Views, HistoryHoldsEveryBlobOnceWithItsCommits) {
  IndexedRepo repo(builder_.path());
  IndexRequest request;
  request.history = true;
  const IngestReport report = repo.index(request);
  EXPECT_EQ(report.unique_blobs, 4u);
  const std::vector<Hit> hits = repo.search("history", "partition_header");
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].path, "src/parser.py");
  EXPECT_EQ(hits[0].commit.id, changed_) << "the only commit that carried it";
  const std::vector<Hit> renamed = repo.search("history", "write_header");
  ASSERT_FALSE(renamed.empty());
  EXPECT_EQ(renamed[0].other_paths.size(), 1u) << "writer.py and output.py are one blob";
  EXPECT_EQ(repo.found_paths("history", "retry with backoff"), Paths{"src/retry.py"});
}

TEST_F(Views, HistoryShowsEachPathBeforeItShowsOneTwice) {
  for (int version = 0; version < 12; ++version) {
    builder_.write("src/parser.py", "def parse_header(line):\n    return line.split(" +
                                        std::to_string(version) + ")\n");
    builder_.commit("version");
  }
  IndexedRepo repo(builder_.path());
  IndexRequest request;
  request.history = true;
  repo.index(request);
  const std::vector<Hit> hits = repo.search("history", "header");
  ASSERT_GE(hits.size(), 3u);
  std::set<std::string> paths;
  for (const Hit& hit : hits) {
    paths.insert(hit.path);
    EXPECT_FALSE(hit.first_commit.id.is_none());
  }
  EXPECT_GE(paths.size(), 2u) << "versions of one path fill the answer";
}

TEST_F(Views, WhatCouldNotBeReadIsTriedAgain) {
  const std::string id = builder_.git({"rev-parse", "HEAD:src/parser.py"});
  const std::filesystem::path object =
      builder_.path() / ".git/objects" / id.substr(0, 2) / id.substr(2, 38);
  std::filesystem::rename(object, builder_.path() / "aside");
  IndexedRepo repo(builder_.path());
  const auto unreadable_now = [&] {
    return std::ranges::count(repo.index().skipped, SkipReason::unreadable, &SkippedFile::reason);
  };
  EXPECT_EQ(unreadable_now(), 1);
  EXPECT_EQ(repo.head_files().count("src/parser.py"), 0u);
  std::filesystem::rename(builder_.path() / "aside", object);
  EXPECT_EQ(unreadable_now(), 0);
  EXPECT_EQ(repo.head_files().count("src/parser.py"), 1u);
}

TEST_F(Views, EveryResultIsContentOfItsView) {
  IndexedRepo repo(builder_.path());
  builder_.write("src/parser.py", "def parse_dirty_header(line):\n    return None\n");
  IndexRequest request;
  request.refs = {"feature", changed_.hex()};
  request.worktree = true;
  request.history = true;
  repo.index(request);
  for (const std::string& owner : {std::string("HEAD@"), std::string("ref:feature"),
                                   "ref:" + changed_.hex(), std::string("worktree@")}) {
    const Files files = repo.files(owner);
    for (const char* query : {"header", "parse_header", "retry", "write name value", "dirty"}) {
      for (const Hit& hit : repo.search(owner, query)) {
        ASSERT_TRUE(files.contains(hit.path)) << owner << " " << query << " " << hit.path;
        EXPECT_NE(files.at(hit.path).find(hit.text), std::string::npos) << owner << " " << hit.path;
      }
    }
  }
}

TEST_F(Views, SecondWorktreeCostsNoBlobAndSearchesItsOwnHead) {
  IndexedRepo repo(builder_.path());
  IndexRequest with_feature;
  with_feature.refs = {"feature"};
  repo.index(with_feature);
  const std::filesystem::path folder = builder_.add_worktree("second", "topic");
  builder_.git_in(folder, {"checkout", "--quiet", "--detach", "feature"});
  IndexedRepo second(folder);
  const IngestReport report = second.index();
  EXPECT_EQ(report.new_blobs, 0u);
  EXPECT_EQ(second.index_folder(), repo.index_folder());
  EXPECT_EQ(second.head_files().count("src/retry.py"), 1u);
  EXPECT_EQ(repo.head_files().count("src/retry.py"), 0u);
}

TEST_F(Views, NothingNewWritesNothing) {
  IndexedRepo repo(builder_.path());
  builder_.write("logo.bin", std::string("\0\1\2", 3));
  builder_.commit("a file that is left out");
  IndexRequest request;
  request.history = true;
  const IngestReport first_report = repo.index(request);
  const std::uint64_t generation = repo.snapshot()->manifest().generation;
  const IngestReport report = repo.index(request);
  EXPECT_TRUE(report.up_to_date);
  EXPECT_EQ(report.new_blobs, 0u);
  EXPECT_EQ(report.files, first_report.files);
  EXPECT_EQ(report.unique_blobs, first_report.unique_blobs);
  EXPECT_EQ(report.commits, first_report.commits);
  EXPECT_FALSE(report.skipped.empty());
  EXPECT_EQ(report.skipped, first_report.skipped);
  EXPECT_EQ(repo.snapshot()->manifest().generation, generation);
}

TEST_F(Views, AttributesStayInForceWhenSegmentsAreMerged) {
  builder_.write(".gitattributes", "*.inc linguist-language=C++ encoding=gbk\n");
  builder_.write("src/a.inc", "// \xC4\xE3\nclass A {};\n").commit("attributes");
  IndexedRepo repo(builder_.path());
  repo.index();
  const auto expected = repo.head_files();
  EXPECT_EQ(expected.at("src/a.inc"), "// \xE4\xBD\xA0\nclass A {};\n");
  for (int i = 0; i < 4; ++i) {
    builder_.branch("side" + std::to_string(i)).write("src/n.py", "x = " + std::to_string(i));
    builder_.commit("another segment");
    IndexRequest request;
    request.head = false;
    request.refs = {"side" + std::to_string(i)};
    repo.index(request);
  }
  EXPECT_LT(repo.snapshot()->segments().size(), 4u) << "segments were merged";
  builder_.checkout("main");
  EXPECT_EQ(repo.head_files(), expected);
}

TEST_F(Views, AMissingObjectIsLeftOutOfEachPathThatHasIt) {
  builder_.write("src/copy.py", parser_v2).write("src/other.py", parser_v2);
  builder_.commit("one object, two paths");
  builder_.write("src/copy.py", parser_v1).write("src/other.py", parser_v1);
  builder_.commit("two paths with another object");
  builder_.delete_object(builder_.blob_id("HEAD~1:src/copy.py").hex());
  IndexedRepo repo(builder_.path());
  IndexRequest request;
  request.refs = {"HEAD~1"};
  request.history = true;
  repo.index(request);
  const auto skipped = [&](const std::string& owner) {
    std::vector<std::string> paths;
    const auto index = repo.snapshot();
    const ViewReader view = index->open_view(*index->find_view_of(owner));
    for (const SkippedFile& file : view.skipped()) paths.push_back(file.path);
    return paths;
  };
  using Skipped = std::vector<std::string>;
  EXPECT_EQ(skipped("HEAD@"), Skipped{}) << "HEAD has the same paths, with other objects";
  EXPECT_EQ(skipped("ref:HEAD~1"), (Skipped{"src/copy.py", "src/other.py"}));
  EXPECT_EQ(skipped("history"), Skipped{"src/copy.py"}) << "the last path of the blob";
  EXPECT_EQ(repo.head_files().size(), 4u);
}

TEST_F(Views, ResultsNameTheCommitThatLastChangedThePath) {
  IndexedRepo repo(builder_.path());
  repo.index();
  for (const Hit& hit : repo.search("HEAD@", "header")) {
    EXPECT_TRUE(hit.commit_known);
    EXPECT_EQ(hit.commit.id, hit.path == "src/parser.py" ? reverted_ : first_) << hit.path;
  }
}

TEST_F(Views, ScoresOfAViewDoNotDependOnWhatElseIsIndexed) {
  IndexedRepo repo(builder_.path());
  repo.index();
  const std::vector<Hit> alone = repo.search("HEAD@", "parse the header line");
  IndexRequest more;
  more.refs = {"feature"};
  more.history = true;
  repo.index(more);
  const std::vector<Hit> among = repo.search("HEAD@", "parse the header line");
  ASSERT_EQ(alone, among);
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_DOUBLE_EQ(alone[i].score, among[i].score);
}

TEST_F(Views, FiltersKeepToPathsAndLanguages) {
  builder_.write("docs/header.md", "# Header\n\nHow a header line is written.\n");
  builder_.commit("docs");
  IndexedRepo repo(builder_.path());
  repo.index();
  Query query;
  query.text = "header";
  query.languages = {Language::markdown};
  for (const Hit& hit : repo.search("HEAD@", query)) EXPECT_EQ(hit.path, "docs/header.md");
  query.languages.clear();
  query.paths = {"src/"};
  const std::vector<Hit> hits = repo.search("HEAD@", query);
  EXPECT_EQ(hits.size(), 2u);
  for (const Hit& hit : hits) EXPECT_TRUE(hit.path.starts_with("src/")) << hit.path;
}

}  // namespace
}  // namespace gitctx

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "base/error.h"
#include "git/views/view_builder.h"
#include "testing/random_history.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

HistoryView history(const std::filesystem::path& path) {
  Repository repository = Repository::open(require_repository(path, GitEnvironment{}));
  return build_history_view(repository);
}

const ViewEntry* find(const View& view, const BlobId& blob) {
  const auto found = std::ranges::find(view.entries, blob, &ViewEntry::blob);
  return found == view.entries.end() ? nullptr : &*found;
}

/// The history view by its definition: all trees of all commits, one after the other.
std::vector<ViewEntry> slow_history(const RepoBuilder& repo) {
  struct Commit {
    std::string id;
    std::int64_t time_s = 0;
    std::set<std::string> parents;
  };
  std::vector<Commit> open;
  std::istringstream log(repo.git({"log", "--branches", "--format=%H %ct %P"}));
  for (std::string line; std::getline(log, line);) {
    std::istringstream words(line);
    Commit& commit = open.emplace_back();
    words >> commit.id >> commit.time_s;
    for (std::string parent; words >> parent;) commit.parents.insert(parent);
  }
  std::map<std::string, ViewEntry> blobs;
  while (!open.empty()) {
    auto next = open.end();
    for (auto it = open.begin(); it != open.end(); ++it) {
      const bool waits = std::ranges::any_of(
          open, [&it](const Commit& other) { return it->parents.contains(other.id); });
      if (waits) continue;
      if (next == open.end() || std::tie(it->time_s, it->id) < std::tie(next->time_s, next->id)) {
        next = it;
      }
    }
    const CommitId id = CommitId::from_hex(next->id).value();
    open.erase(next);
    std::istringstream tree(repo.git({"ls-tree", "-r", id.hex()}));
    for (std::string mode, type, blob, path; tree >> mode >> type >> blob >> path;) {
      ViewEntry& entry = blobs[blob];
      if (entry.blob.is_none()) entry.first_commit = id;
      entry.blob = BlobId::from_hex(blob).value();
      if (entry.last_commit != id) entry.path = path;
      entry.last_commit = id;
      entry.other_paths.push_back(path);
    }
  }
  std::vector<ViewEntry> entries;
  for (auto& [blob, entry] : blobs) {
    std::set<std::string> others(entry.other_paths.begin(), entry.other_paths.end());
    others.erase(entry.path);
    entry.other_paths.assign(others.begin(), others.end());
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, [](const ViewEntry& a, const ViewEntry& b) {
    return std::tie(a.path, a.blob) < std::tie(b.path, b.blob);
  });
  return entries;
}

TEST(HistoryView, TellsFirstAndLastCommitAndAllPaths) {
  RepoBuilder repo;
  const CommitId one = repo.write("a", "1").write("b", "x").commit("one");
  const BlobId first_content = repo.blob_id("HEAD:a");
  const CommitId two = repo.write("c", "1").commit("two");
  const CommitId three = repo.write("a", "2").remove("c").commit("three");
  const BlobId second_content = repo.blob_id("HEAD:a");
  const HistoryView result = history(repo.path());
  EXPECT_EQ(result.commit_count, 3u);
  EXPECT_EQ(result.view.kind, ViewKind::history);
  EXPECT_EQ(result.view.commit, three);
  ASSERT_EQ(result.view.entries.size(), 3u);
  EXPECT_EQ(*find(result.view, first_content), (ViewEntry{.path = "a",
                                                          .blob = first_content,
                                                          .first_commit = one,
                                                          .last_commit = two,
                                                          .other_paths = {"c"}}));
  EXPECT_EQ(find(result.view, second_content)->first_commit, three);
}

TEST(HistoryView, ADeletedAndARevertedFileAreFound) {
  RepoBuilder repo;
  const CommitId one = repo.write("gone", "1").write("back", "1b").commit("one");
  const BlobId gone = repo.blob_id("HEAD:gone");
  const BlobId back = repo.blob_id("HEAD:back");
  repo.remove("gone").write("back", "2").commit("two");
  const CommitId three = repo.write("back", "1b").commit("revert");
  const View view = history(repo.path()).view;
  EXPECT_EQ(find(view, gone)->last_commit, one);
  EXPECT_EQ(find(view, back)->first_commit, one);
  EXPECT_EQ(find(view, back)->last_commit, three);
}

TEST(HistoryView, ARenamedFolderGivesItsBlobsANewPath) {
  RepoBuilder repo;
  repo.write("old/deep/a", "1").commit("one");
  const BlobId blob = repo.blob_id("HEAD:old/deep/a");
  std::filesystem::rename(repo.path() / "old", repo.path() / "new");
  repo.commit("two");
  const View view = history(repo.path()).view;
  ASSERT_EQ(view.entries.size(), 1u);
  EXPECT_EQ(view.entries[0].path, "new/deep/a");
  EXPECT_EQ(view.entries[0].other_paths, std::vector<std::string>{"old/deep/a"});
  EXPECT_EQ(view.entries[0].blob, blob);
}

TEST(HistoryView, CoversBranchesTagsAndDetachedHeadsButNotTheStash) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.branch("side").write("side", "s").commit("side");
  const BlobId side = repo.blob_id("HEAD:side");
  repo.checkout("main~0").write("tagged", "t").commit("tagged");
  const BlobId tagged = repo.blob_id("HEAD:tagged");
  repo.annotated_tag("v1", "t").checkout("main~0").write("detached", "d").commit("detached");
  const BlobId detached = repo.blob_id("HEAD:detached");
  repo.write("a", "stashed");
  repo.git({"stash", "--quiet"});
  const BlobId stashed = repo.blob_id("stash:a");
  const View view = history(repo.path()).view;
  for (const BlobId& blob : {side, tagged, detached}) EXPECT_NE(find(view, blob), nullptr);
  EXPECT_EQ(find(view, stashed), nullptr);
}

TEST(HistoryView, EndsAtAShallowBoundary) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const CommitId two = repo.write("a", "2").write("b", "1b").commit("two");
  repo.write("a", "3").commit("three");
  const HistoryView result = history(repo.shallow_clone("shallow", 2));
  EXPECT_EQ(result.commit_count, 2u);
  EXPECT_EQ(result.view.entries.size(), 3u);
  EXPECT_EQ(find(result.view, repo.blob_id("HEAD:b"))->first_commit, two);
  EXPECT_TRUE(result.view.skipped.empty());
}

TEST(HistoryView, RulesOfHeadHoldForAllCommits) {
  RepoBuilder repo;
  repo.write("data/x", "1").write("a", "1a").symlink("link", "a").commit("one");
  repo.write(".gitctxignore", "data/\n").write("copy", "1").commit("two");
  const View view = history(repo.path()).view;
  const ViewEntry* kept = find(view, repo.blob_id("HEAD:copy"));
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->path, "copy");
  EXPECT_TRUE(kept->other_paths.empty());
  EXPECT_EQ(kept->first_commit, repo.rev_parse("HEAD"));
  ASSERT_EQ(view.skipped.size(), 2u);
  EXPECT_EQ(view.skipped[0].reason, SkipReason::ignored);
  EXPECT_EQ(view.skipped[1].reason, SkipReason::symlink);
}

TEST(HistoryView, ReportsARuleFileThatIsALink) {
  RepoBuilder repo;
  repo.write("rules", "a\n").write("a", "1").symlink(".gitctxignore", "rules").commit("one");
  const View view = history(repo.path()).view;
  EXPECT_EQ(view.entries.size(), 2u);
  EXPECT_EQ(
      view.skipped,
      (std::vector<SkippedFile>{{".gitctxignore", SkipReason::unreadable,
                                 "its patterns are not used: it is a symbolic link to rules"}}));
}

TEST(HistoryView, BrokenObjectsAreLines) {
  RepoBuilder repo;
  const CommitId one = repo.write("a", "1").commit("one");
  repo.write("d/b", "2").commit("two");
  repo.write("d/b", "3").commit("three");
  repo.delete_object(one.hex()).corrupt_object(repo.rev_parse("HEAD~1:d").hex());
  const HistoryView result = history(repo.path());
  EXPECT_EQ(result.commit_count, 2u);
  EXPECT_EQ(result.view.entries.size(), 2u);
  ASSERT_EQ(result.view.skipped.size(), 2u);
  EXPECT_EQ(result.view.skipped[0].detail, "object " + one.hex() + " is missing");
  EXPECT_EQ(result.view.skipped[1].path, "d/");
}

TEST(HistoryView, AnEmptyRepositoryHasNone) {
  RepoBuilder repo;
  const HistoryView result = history(repo.path());
  EXPECT_EQ(result.commit_count, 0u);
  EXPECT_TRUE(result.view.entries.empty());
}

TEST(HistoryView, EqualsItsDefinitionOnRandomHistories) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    RepoBuilder repo;
    repo.fast_import(random_history(seed, {.contents = 12}));
    EXPECT_EQ(history(repo.path()).view.entries, slow_history(repo));
  }
}

TEST(HistoryView, RefusesTooManyPathsWithASentence) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.branch("equal-folders").commit_equal_folders(3, "");
  repo.git({"symbolic-ref", "HEAD", "refs/heads/main"});
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  // The root, 10 + 100 + 1000 folders, and a file.
  EXPECT_NO_THROW(build_history_view(repository, {.max_paths = 1112}));
  try {
    build_history_view(repository, {.max_paths = 1111});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the history has more than 1111 files and folders");
  }
}

TEST(HistoryView, RefusesTooManyFurtherPathsWithASentence) {
  RepoBuilder repo;
  const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, "x").substr(0, 40);
  repo.commit_equal_folders(2, "100644 blob " + blob + "\tf\n");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  const View view = build_history_view(repository, {.max_further_paths = 99}).view;
  ASSERT_EQ(view.entries.size(), 1u);
  EXPECT_EQ(view.entries[0].other_paths.size(), 99u);
  try {
    build_history_view(repository, {.max_further_paths = 98});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "the history has more than 98 further paths of files with the same content");
    EXPECT_EQ(error.hint(), "Run: gitctx index");
  }
}

TEST(HistoryView, RefusesTooManyMissingFoldersWithASentence) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const std::string missing = "040000 tree " + std::string(40, '1') + "\tm\n";
  repo.branch("equal-folders").commit_equal_folders(2, missing);
  repo.git({"symbolic-ref", "HEAD", "refs/heads/main"});
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  EXPECT_EQ(build_history_view(repository, {.max_unreadable = 100}).view.skipped.size(), 100u);
  try {
    build_history_view(repository, {.max_unreadable = 99});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "more than 99 files and folders of the history cannot be read");
  }
}

}  // namespace
}  // namespace gitctx

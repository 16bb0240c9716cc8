#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "git/views/view_builder.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

using Paths = std::vector<std::string>;

Repository open(const std::filesystem::path& path) {
  return Repository::open(require_repository(path, GitEnvironment{}));
}

View snapshot(const RepoBuilder& repo, std::string_view rev = "HEAD") {
  Repository repository = open(repo.path());
  return build_snapshot_view(repository, repository.resolve_commit(rev));
}

Paths paths_of(const View& view) {
  Paths paths;
  for (const ViewEntry& entry : view.entries) paths.push_back(entry.path);
  return paths;
}

SkippedFile skipped(const View& view, std::string_view path) {
  const auto found = std::ranges::find(view.skipped, path, &SkippedFile::path);
  return found == view.skipped.end() ? SkippedFile{} : *found;
}

TEST(SnapshotView, ListsFilesSortedByPathWithTheirBlobs) {
  RepoBuilder repo;
  const CommitId commit =
      repo.write("b", "1").write("a/x", "2").write("a.c", "3").write("a/y/z", "1").commit("one");
  const View view = snapshot(repo);
  EXPECT_EQ(view.kind, ViewKind::snapshot);
  EXPECT_EQ(view.commit, commit);
  EXPECT_EQ(paths_of(view), (Paths{"a.c", "a/x", "a/y/z", "b"}));
  EXPECT_EQ(view.entries[3].blob, repo.blob_id("HEAD:b"));
  EXPECT_EQ(view.entries[2].blob, view.entries[3].blob);
  EXPECT_TRUE(view.skipped.empty());
}

TEST(SnapshotView, IsOfTheCommitNotOfTheCheckout) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.tag("old").write("b", "2").remove("a").commit("two");
  EXPECT_EQ(paths_of(snapshot(repo, "old")), Paths{"a"});
  EXPECT_EQ(paths_of(snapshot(repo)), Paths{"b"});
}

TEST(SnapshotView, TheEmptyTreeHasNoFiles) {
  RepoBuilder repo;
  repo.commit("empty");
  EXPECT_TRUE(snapshot(repo).entries.empty());
}

TEST(SnapshotView, HiddenAndTrackedIgnoredFilesAreIn) {
  RepoBuilder repo;
  repo.write(".github/x.yml", "1").write(".gitignore", "*\n");
  repo.git({"add", "--force", "."});
  repo.commit_staged("one");
  EXPECT_EQ(paths_of(snapshot(repo)), (Paths{".github/x.yml", ".gitignore"}));
}

TEST(SnapshotView, OddPathsAreKeptAsRawBytes) {
  RepoBuilder repo;
  const Paths odd{"a b", "caf\xC3\xA9", "latin\xE9", "new\nline", "quote\"d", "tab\t"};
  for (const std::string& path : odd) repo.write(path, path);
  repo.commit("odd");
  EXPECT_EQ(paths_of(snapshot(repo)), odd);
}

TEST(SnapshotView, SubmodulesAndSymlinksAreSkipped) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").commit("one");
  repo.symlink("link", "a");
  repo.git({"add", "."});
  repo.gitlink("lib/sub", first).commit_staged("two");
  const View view = snapshot(repo);
  EXPECT_EQ(paths_of(view), Paths{"a"});
  EXPECT_EQ(skipped(view, "lib/sub"), (SkippedFile{"lib/sub", SkipReason::submodule, first.hex()}));
  EXPECT_EQ(skipped(view, "link").reason, SkipReason::symlink);
}

TEST(SnapshotView, RuleFilesThatAreLinksAreReported) {
  RepoBuilder repo;
  repo.write("rules", "a\n").write("a", "1").symlink(".gitctxignore", "rules");
  repo.symlink("sub/.gitattributes", "../rules").symlink("sub/.gitctxignore", "/dev/zero");
  repo.commit("one");
  const View view = snapshot(repo);
  EXPECT_EQ(paths_of(view), (Paths{"a", "rules"}));
  for (const auto& [path, target] :
       std::map<std::string, std::string>{{".gitctxignore", "rules"},
                                          {"sub/.gitattributes", "../rules"},
                                          {"sub/.gitctxignore", "/dev/zero"}}) {
    EXPECT_EQ(skipped(view, path),
              (SkippedFile{path, SkipReason::unreadable,
                           "its patterns are not used: it is a symbolic link to " + target}));
  }
}

TEST(SnapshotView, LinguistAttributesLeaveFilesOut) {
  RepoBuilder repo;
  repo.write(".gitattributes",
             "*.pb.go linguist-generated\nthird_party/** linguist-vendored=true\n"
             "third_party/ours/** -linguist-vendored\n*.txt linguist-generated=false\n");
  repo.write("x.pb.go", "1").write("third_party/a.c", "1").write("third_party/ours/b.c", "1");
  repo.write("y.txt", "1")
      .write("gen/.gitattributes", "* linguist-generated\nkeep -linguist-generated\n");
  repo.write("gen/z.c", "1").write("gen/keep", "1").commit("one");
  const View view = snapshot(repo);
  EXPECT_EQ(paths_of(view), (Paths{".gitattributes", "gen/keep", "third_party/ours/b.c", "y.txt"}));
  EXPECT_EQ(skipped(view, "x.pb.go"),
            (SkippedFile{"x.pb.go", SkipReason::generated, ".gitattributes:1"}));
  EXPECT_EQ(skipped(view, "third_party/a.c").reason, SkipReason::vendored);
  EXPECT_EQ(skipped(view, "gen/z.c").detail, "gen/.gitattributes:1");
}

TEST(SnapshotView, TheAttributeBinaryLeavesFilesOut) {
  RepoBuilder repo;
  repo.write(".gitattributes", "*.pbxproj binary\nours.pbxproj -binary\n*.c -text\n");
  repo.write("a.pbxproj", "1").write("ours.pbxproj", "1").write("b.c", "1").commit("one");
  const View view = snapshot(repo);
  EXPECT_EQ(paths_of(view), (Paths{".gitattributes", "b.c", "ours.pbxproj"}));
  EXPECT_EQ(skipped(view, "a.pbxproj"),
            (SkippedFile{"a.pbxproj", SkipReason::binary, ".gitattributes:1"}));
}

TEST(SnapshotView, NamesTheAttributesThatSayHowToReadAFile) {
  RepoBuilder repo;
  repo.write(".gitattributes", "*.inc linguist-language=C++ encoding=gbk\n*.c encoding\n");
  repo.write("d/.gitattributes", "a.inc !encoding\nb.inc encoding=big5 -linguist-language\n");
  repo.write("x.inc", "1").write("x.c", "1").write("d/a.inc", "1").write("d/b.inc", "1");
  repo.commit("one");
  std::map<std::string, std::pair<std::string, std::string>> found;
  for (const ReadingAttributes& file : snapshot(repo).attributes) {
    found[file.path] = {file.language, file.encoding};
  }
  EXPECT_EQ(found,
            (decltype(found){
                {"d/a.inc", {"C++", ""}}, {"d/b.inc", {"", "big5"}}, {"x.inc", {"C++", "gbk"}}}));
}

TEST(SnapshotView, AttributesAreThoseOfTheCommit) {
  RepoBuilder repo;
  repo.write("a.c", "1").commit("one");
  repo.tag("old").write(".gitattributes", "a.c linguist-vendored\n").commit("two");
  EXPECT_EQ(paths_of(snapshot(repo, "old")), Paths{"a.c"});
  EXPECT_EQ(paths_of(snapshot(repo)), Paths{".gitattributes"});
}

TEST(SnapshotView, MacrosOfTheRootHoldBelow) {
  RepoBuilder repo;
  repo.write(".gitattributes", "[attr]machine linguist-generated\n").write("d/a", "1");
  repo.write("d/.gitattributes", "a machine\n").commit("one");
  EXPECT_EQ(skipped(snapshot(repo), "d/a").reason, SkipReason::generated);
}

TEST(SnapshotView, GitctxignoreLeavesFilesOutAndTakesThemBack) {
  RepoBuilder repo;
  repo.write(".gitctxignore", "# data\n*.csv\n!keep.csv\n/build/\n");
  repo.write("a.csv", "1")
      .write("d/keep.csv", "1")
      .write("build/x.c", "1")
      .write("d/build/x.c", "1");
  repo.write("d/.gitctxignore", "x.c\n!*.csv\n").write("d/b.csv", "1").write("x.c", "1");
  repo.commit("one");
  const View view = snapshot(repo);
  EXPECT_EQ(paths_of(view),
            (Paths{".gitctxignore", "d/.gitctxignore", "d/b.csv", "d/keep.csv", "x.c"}));
  EXPECT_EQ(skipped(view, "a.csv"),
            (SkippedFile{"a.csv", SkipReason::ignored, ".gitctxignore:2: *.csv"}));
  EXPECT_EQ(skipped(view, "build/x.c").detail, ".gitctxignore:4: /build/");
  EXPECT_EQ(skipped(view, "d/build/x.c").detail, "d/.gitctxignore:1: x.c");
}

TEST(SnapshotView, GitctxignoreHasTheLastWordOverLinguist) {
  RepoBuilder repo;
  repo.write(".gitattributes", "vendor/** linguist-vendored\n")
      .write(".gitctxignore", "!vendor/ours\n");
  repo.write("vendor/ours/a.c", "1").write("vendor/theirs/a.c", "1").commit("one");
  EXPECT_EQ(paths_of(snapshot(repo)),
            (Paths{".gitattributes", ".gitctxignore", "vendor/ours/a.c"}));
}

TEST(SnapshotView, ABrokenSubtreeIsALineAndNeverStopsTheRest) {
  RepoBuilder repo;
  repo.write("a/x", "1").write("b/y", "2").write("c/z", "3").commit("one");
  const std::string corrupt = repo.rev_parse("HEAD:a").hex();
  const std::string missing = repo.rev_parse("HEAD:b").hex();
  repo.corrupt_object(corrupt).delete_object(missing);
  const View view = snapshot(repo);
  EXPECT_EQ(paths_of(view), Paths{"c/z"});
  EXPECT_EQ(skipped(view, "a/").reason, SkipReason::unreadable);
  EXPECT_EQ(skipped(view, "b/").detail, "object " + missing + " is missing");
}

TEST(SnapshotView, ThrowsWithoutCommitOrRootTree) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  repo.delete_object(repo.rev_parse("HEAD^{tree}").hex());
  Repository repository = open(repo.path());
  EXPECT_THROW(build_snapshot_view(repository, commit), Error);
  EXPECT_THROW(build_snapshot_view(repository, CommitId{}), Error);
}

TEST(SnapshotView, StopsWhenAsked) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a/b", "1").commit("one");
  std::stop_source stop;
  stop.request_stop();
  Repository repository = open(repo.path());
  try {
    build_snapshot_view(repository, commit, {.stop = stop.get_token()});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
  }
}

TEST(CountChangedPaths, CountsFilesAndStopsEarly) {
  RepoBuilder repo;
  const CommitId first = repo.write("a", "1").write("d/x", "1").write("d/y", "1").commit("one");
  const CommitId second =
      repo.write("a", "2").remove("d").write("e/f/g", "1").write("new", "1").commit("two");
  Repository repository = open(repo.path());
  EXPECT_EQ(count_changed_paths(repository, first, second, 100), 5u);
  EXPECT_EQ(count_changed_paths(repository, second, first, 100), 5u);
  EXPECT_EQ(count_changed_paths(repository, first, second, 2), 2u);
  EXPECT_EQ(count_changed_paths(repository, first, first, 100), 0u);
}

TEST(SnapshotView, RefusesTooManyPathsWithASentence) {
  RepoBuilder repo;
  const CommitId folders = repo.commit_equal_folders(10, "");
  Repository repository = open(repo.path());
  try {
    build_snapshot_view(repository, folders, {.max_paths = 200'000});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_NE(error.message().find(" has more than 200000 files and folders"), std::string::npos)
        << error.message();
  }
  const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, "x").substr(0, 40);
  const CommitId files = repo.commit_equal_folders(2, "100644 blob " + blob + "\tf\n");
  EXPECT_THROW(build_snapshot_view(repository, files, {.max_paths = 209}), Error);
  EXPECT_EQ(build_snapshot_view(repository, files, {.max_paths = 210}).entries.size(), 100u);
}

TEST(SnapshotView, RefusesTooManyMissingFoldersWithASentence) {
  RepoBuilder repo;
  const std::string missing(40, '1');
  const CommitId commit = repo.commit_equal_folders(2, "040000 tree " + missing + "\tm\n");
  Repository repository = open(repo.path());
  const View view = build_snapshot_view(repository, commit, {.max_unreadable = 100});
  ASSERT_EQ(view.skipped.size(), 100u);
  EXPECT_EQ(view.skipped[0].detail, "object " + missing + " is missing");
  try {
    build_snapshot_view(repository, commit, {.max_unreadable = 99});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "more than 99 files and folders of the tree " +
                                   repo.rev_parse("HEAD^{tree}").hex() + " cannot be read");
    EXPECT_EQ(error.hint(), "Run: git fsck");
  }
}

TEST(SnapshotView, LeavesOutPathsThatAreTooLong) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  std::string tree = repo.git({"rev-parse", "HEAD^{tree}"}).substr(0, 40);
  for (int i = 0; i < 6; ++i) {
    const std::string name(1000, static_cast<char>('a' + i));
    tree = repo.git({"mktree"}, "040000 tree " + tree + "\t" + name + "\n").substr(0, 40);
  }
  repo.git({"update-ref", "HEAD", repo.git({"commit-tree", "-m", "x", tree}).substr(0, 40)});
  const View view = snapshot(repo);
  EXPECT_TRUE(view.entries.empty());
  ASSERT_EQ(view.skipped.size(), 1u);
  EXPECT_EQ(view.skipped[0].path.size(), 4097u);
  EXPECT_EQ(view.skipped[0].detail, "the path has 4096 bytes or more");
}

TEST(SnapshotView, NamesThatGitRefusesAreLeftOut) {
  RepoBuilder repo;
  repo.write("a.c", "one\n").commit("one");
  const BlobId blob = repo.blob_id("HEAD:a.c");
  const std::string id(blob.bytes.begin(), blob.bytes.end());
  std::string bytes;
  for (const char* name : {"..", ".GIT", ".git", "/tmp/x.c", "a.c", "a/b.c", "b.c"}) {
    bytes += std::string("100644 ") + name + std::string(1, '\0') + id;
  }
  const std::string tree =
      repo.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"}, bytes).substr(0, 40);
  const std::string commit = repo.git({"commit-tree", tree, "-m", "x"}).substr(0, 40);
  const View view = snapshot(repo, commit);
  EXPECT_EQ(paths_of(view), (Paths{"a.c", "b.c"}));
  EXPECT_EQ(view.skipped.size(), 5U);
}

}  // namespace
}  // namespace gitctx

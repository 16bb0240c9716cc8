#include "git/views/worktree_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "testing/repo_builder.h"

namespace gitctx {
namespace {

WorktreeFiles files_of(const RepoBuilder& repo) {
  return WorktreeFiles(require_repository(repo.path(), GitEnvironment{}));
}

TEST(WorktreeFiles, ReadsAFileWithItsId) {
  RepoBuilder repo;
  repo.write("d/a", "text\n");
  const auto file = files_of(repo).read("d/a", 100);
  EXPECT_EQ(file.reason, SkipReason::none);
  EXPECT_EQ(file.bytes, "text\n");
  EXPECT_EQ(file.blob.hex(), repo.git({"hash-object", "d/a"}).substr(0, 40));
}

TEST(WorktreeFiles, ReadsUpToTheLimitAndNoFurther) {
  RepoBuilder repo;
  repo.write("a", std::string(100, 'x')).write("empty", "");
  WorktreeFiles files = files_of(repo);
  EXPECT_EQ(files.read("a", 100).bytes.size(), 100u);
  EXPECT_EQ(files.read("a", 99).reason, SkipReason::too_large);
  EXPECT_EQ(files.read("empty", 0).reason, SkipReason::none);
}

TEST(WorktreeFiles, SaysWhyAFileCannotBeRead) {
  RepoBuilder repo;
  repo.write("d/a", "1");
  ASSERT_EQ(::mkfifo((repo.path() / "pipe").c_str(), 0600), 0);
  WorktreeFiles files = files_of(repo);
  EXPECT_EQ(files.read("absent", 100).detail, "No such file or directory");
  for (const char* path : {"absent", "d", "pipe", "d/a/b"}) {
    EXPECT_EQ(files.read(path, 100).reason, SkipReason::unreadable) << path;
  }
}

TEST(WorktreeFiles, NeverReadsOutsideOfTheWorktree) {
  RepoBuilder repo;
  repo.write("a", "1").symlink("link", "a").symlink("folder", "/etc");
  WorktreeFiles files = files_of(repo);
  EXPECT_EQ(files.read("link", 100).reason, SkipReason::symlink);
  for (const char* path : {"folder/passwd", "../repo/a", "/etc/passwd"}) {
    EXPECT_NE(files.read(path, 1 << 20).reason, SkipReason::none) << path;
  }
}

/// A Chinese comment in some encodings, and the UTF-8 text that git stores for it.
constexpr std::string_view stored_text = "// \xE8\xAE\xA1\xE7\xAE\x97\r\n";

TEST(WorktreeFiles, AreConvertedFromTheWorkingTreeEncodingAsInGit) {
  const std::pair<const char*, std::string_view> files[] = {
      {"GBK", "// \xBC\xC6\xCB\xE3\r\n"},
      {"gb18030", "// \xBC\xC6\xCB\xE3\r\n"},
      {"UTF-16", {"\xFF\xFE/\0/\0 \0\xA1\x8B\x97\x7B\r\0\n\0", 16}},
      {"UTF-16LE-BOM", {"\xFF\xFE/\0/\0 \0\xA1\x8B\x97\x7B\r\0\n\0", 16}},
      {"UTF-16LE", {"/\0/\0 \0\xA1\x8B\x97\x7B\r\0\n\0", 14}}};
  for (const auto& [encoding, content] : files) {
    RepoBuilder repo;
    repo.write(".gitattributes", "*.c working-tree-encoding=" + std::string(encoding) + "\n");
    repo.write("d/a.c", content).write("d/b.txt", content);
    const auto file = files_of(repo).read("d/a.c", 100);
    EXPECT_EQ(file.bytes, stored_text) << encoding;
    EXPECT_EQ(file.blob.hex(), repo.git({"hash-object", "d/a.c"}).substr(0, 40)) << encoding;
    EXPECT_EQ(files_of(repo).read("d/b.txt", 100).bytes, content) << "without the attribute";
  }
}

TEST(WorktreeFiles, AreConvertedBeforeTheirLineEndings) {
  RepoBuilder repo;
  repo.write(".gitattributes", "*.c text working-tree-encoding=GBK\n");
  repo.write("a.c", "// \xBC\xC6\xCB\xE3\r\n");
  const auto file = files_of(repo).read("a.c", 100);
  EXPECT_EQ(file.bytes, "// \xE8\xAE\xA1\xE7\xAE\x97\n");
  EXPECT_EQ(file.blob.hex(), repo.git({"hash-object", "a.c"}).substr(0, 40));
}

TEST(WorktreeFiles, StayAsTheyAreIfTheEncodingDoesNotFit) {
  for (const char* value : {"klingon", "UTF-16", "UTF-8", "GBK"}) {
    RepoBuilder repo;
    repo.write(".gitattributes", "a.c working-tree-encoding=" + std::string(value) + "\n");
    repo.write("a.c", "// \xFF\xFF\n");
    EXPECT_EQ(files_of(repo).read("a.c", 100).bytes, "// \xFF\xFF\n") << value;
  }
}

}  // namespace
}  // namespace gitctx

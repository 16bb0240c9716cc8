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

}  // namespace
}  // namespace gitctx

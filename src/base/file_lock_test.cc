#include "base/file_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

TEST(FileLock, IsExclusiveUntilReleased) {
  const TempDir dir;
  {
    const auto first = FileLock::try_lock(dir / "lock");
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::try_lock(dir / "lock"));
    EXPECT_EQ(FileLock::last_holder(dir / "lock"), std::to_string(::getpid()));
  }
  EXPECT_TRUE(FileLock::try_lock(dir / "lock"));
}

TEST(FileLock, IsFreedWhenItsProcessIsKilled) {
  const TempDir dir;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = FileLock::try_lock(dir / "lock");
    [[maybe_unused]] const auto written = ::write(ready[1], held ? "y" : "n", 1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_FALSE(FileLock::try_lock(dir / "lock"));
  EXPECT_EQ(FileLock::last_holder(dir / "lock"), std::to_string(child));

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::try_lock(dir / "lock"));
}

TEST(FileLock, SaysWhatToDoWithAFolderInItsPlace) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "lock");
  try {
    FileLock::try_lock(dir / "lock");
    ADD_FAILURE() << "locked a folder";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "cannot lock " + (dir / "lock").string() + ": it is a folder");
    EXPECT_EQ(error.hint(), "Remove it");
  }
}

TEST(FileLock, FailsWhereNoFileCanBeMade) {
  const TempDir dir;
  EXPECT_THROW(FileLock::try_lock(dir / "missing/lock"), Error);
  EXPECT_EQ(FileLock::last_holder(dir / "missing/lock"), "");
}

}  // namespace
}  // namespace gitctx

#include "base/file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

#include "base/error.h"
#include "base/guard/guarded_path.h"
#include "base/io_hook.h"
#include "testing/fault_run.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

IoHook fail_always(IoOperation wanted, int error_number) {
  return [=](IoOperation operation, const std::filesystem::path&) {
    if (operation != wanted) return IoFault{};
    return IoFault{.action = IoFault::Action::fail, .error_number = error_number};
  };
}

ErrorCode code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

std::size_t file_count(const std::filesystem::path& directory) {
  const std::filesystem::directory_iterator files(directory);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(OutputFile, WritesWhatItWasGivenAcrossBufferSizes) {
  const TempDir dir;
  std::string expected;
  OutputFile file(dir / "out");
  for (const std::size_t size : {0u, 1u, 1000u, 300'000u, 5u, 262'144u, 262'143u, 2u, 1'000'000u}) {
    const std::string part(size, static_cast<char>('a' + expected.size() % 26));
    file.write(part);
    expected += part;
    EXPECT_EQ(file.position(), expected.size());
  }
  file.sync();
  file.close();
  EXPECT_EQ(read_file(dir / "out"), expected);
}

TEST(OutputFile, EmptiesAnExistingFile) {
  const TempDir dir;
  dir.write("out", "something long");
  OutputFile file(dir / "out");
  file.write("x");
  file.close();
  file.close();
  EXPECT_EQ(read_file(dir / "out"), "x");
}

TEST(OutputFile, KeepsPositionAndContentWhenMoved) {
  const TempDir dir;
  OutputFile first(dir / "out");
  first.write("abc");
  OutputFile second(std::move(first));
  EXPECT_EQ(second.position(), 3u);
  second.write("def");
  second.close();
  EXPECT_EQ(read_file(dir / "out"), "abcdef");
}

TEST(OutputFile, SaysWhichFileCannotBeCreated) {
  const TempDir dir;
  try {
    OutputFile file(dir / "missing/out");
    FAIL() << "created a file in a directory that does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "cannot create " + (dir / "missing/out").string() + ": No such file or directory");
  }
}

TEST(OutputFile, ReportsARealFullDisk) {
  OutputFile file("/dev/full");
  file.write("x");
  try {
    file.close();
    FAIL() << "wrote to a full device";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "cannot write /dev/full: No space left on device");
    EXPECT_EQ(error.hint(), "Free some disk space and run the command again");
  }
}

TEST(OutputFile, FailsAtEveryOperationThatIsMadeToFail) {
  const TempDir dir;
  const auto write_all = [&] {
    OutputFile file(dir / "out");
    file.write("x");
    file.sync();
    file.close();
  };
  for (const auto operation : {IoOperation::open, IoOperation::write, IoOperation::sync}) {
    const ScopedIoHook hook(fail_always(operation, ENOSPC));
    EXPECT_EQ(code_of(write_all), ErrorCode::failure);
  }
  const ScopedIoHook hook(fail_always(IoOperation::open, EACCES));
  EXPECT_EQ(code_of(write_all), ErrorCode::permission);
}

TEST(OutputFile, LeavesHalfOfAShortWrite) {
  const TempDir dir;
  const auto outcome = run_with_fault(1, {.action = IoFault::Action::short_write_then_exit}, [&] {
    OutputFile file(dir / "out");
    file.write("abcdef");
    file.close();
  });
  EXPECT_EQ(outcome, RunOutcome::killed);
  EXPECT_EQ(read_file(dir / "out"), "abc");
}

TEST(ReadFile, ReadsFilesWhoseSizeIsNotKnown) {
  EXPECT_FALSE(read_file("/proc/self/status").empty());
}

TEST(FileExists, IsTrueForLinksBelowAGuardedFolderAndTellsOfEndlessOnes) {
  const TempDir dir;
  dir.write("tree/file", "x");
  dir.write("file", "x");
  std::filesystem::create_symlink("missing", dir / "tree/dangling");
  std::filesystem::create_symlink("endless", dir / "tree/endless");
  std::filesystem::create_symlink("missing", dir / "dangling");
  std::filesystem::create_symlink("endless", dir / "endless");
  guard_folder(dir / "tree");
  for (const char* name : {"file", "tree", "tree/file", "tree/dangling", "tree/endless"}) {
    EXPECT_TRUE(file_exists(dir / name)) << name;
  }
  for (const char* name : {"missing", "missing/file", "file/x", "tree/missing", "dangling"}) {
    EXPECT_FALSE(file_exists(dir / name)) << name;
  }
  EXPECT_EQ(code_of([&] { file_exists(dir / "endless"); }), ErrorCode::failure);
  EXPECT_EQ(code_of([&] { file_exists(dir / "tree/endless/x"); }), ErrorCode::permission);
}

TEST(ReadFile, FailsForMissingFilesAndDirectories) {
  const TempDir dir;
  EXPECT_EQ(code_of([&] { read_file(dir / "missing"); }), ErrorCode::failure);
  EXPECT_EQ(code_of([&] { read_file(dir.path()); }), ErrorCode::failure);
}

TEST(ReadToEnd, StopsOneByteAfterTheLimit) {
  const TempDir dir;
  const std::filesystem::path path = dir.write("a", "0123456789");
  for (const std::size_t most : {0u, 1u, 8u, 9u, 10u, 11u, 1000u}) {
    std::string contents = "before";
    EXPECT_EQ(read_to_end(open_for_reading(path), contents, most), 0);
    EXPECT_EQ(contents, std::string("0123456789").substr(0, most + 1));
  }
  std::string ignored;
  EXPECT_EQ(read_to_end(open_for_reading(dir.path()), ignored), EISDIR);
}

TEST(ReplaceFileAtomically, ReplacesAndLeavesNothingElse) {
  const TempDir dir;
  replace_file_atomically(dir / "manifest", "old");
  replace_file_atomically(dir / "manifest", "new");
  EXPECT_EQ(read_file(dir / "manifest"), "new");
  EXPECT_EQ(file_count(dir.path()), 1u);
}

TEST(ReplaceFileAtomically, WorksForANameWithoutADirectory) {
  const TempDir dir;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  replace_file_atomically("manifest", "new");
  std::filesystem::current_path(before);
  EXPECT_EQ(read_file(dir / "manifest"), "new");
}

TEST(ReplaceFileAtomically, KeepsTheOldContentWhenAnyStepFails) {
  for (const auto operation :
       {IoOperation::open, IoOperation::write, IoOperation::sync, IoOperation::rename}) {
    const TempDir dir;
    dir.write("manifest", "old");
    const ScopedIoHook hook(fail_always(operation, EIO));
    EXPECT_THROW(replace_file_atomically(dir / "manifest", "new"), Error);
    EXPECT_EQ(read_file(dir / "manifest"), "old");
    EXPECT_EQ(file_count(dir.path()), 1u);
  }
}

TEST(ReplaceFileAtomically, SaysThatTheNewContentIsThereIfOnlyTheLastStepFails) {
  const TempDir dir;
  dir.write("manifest", "old");
  const ScopedIoHook hook([&](IoOperation operation, const std::filesystem::path& path) {
    const bool fails = operation == IoOperation::sync && path == dir.path();
    return fails ? IoFault{.action = IoFault::Action::fail, .error_number = EIO} : IoFault{};
  });
  try {
    replace_file_atomically(dir / "manifest", "new");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message().find((dir / "manifest").string() +
                                   " is written, but a crash could undo that: "),
              0u)
        << error.message();
  }
  EXPECT_EQ(read_file(dir / "manifest"), "new");
}

TEST(ReplaceFileAtomically, LeavesOldOrNewWhereverItIsKilled) {
  const TempDir dir;
  using Action = IoFault::Action;
  for (const Action action : {Action::exit_before, Action::short_write_then_exit}) {
    std::size_t kills = 0;
    for (std::size_t n = 0; n < 100; ++n) {
      dir.write("manifest", "old");
      const auto outcome = run_with_fault(
          n, {.action = action}, [&] { replace_file_atomically(dir / "manifest", "new"); });
      const std::string content = read_file(dir / "manifest");
      EXPECT_TRUE(content == "old" || content == "new") << content;
      if (outcome == RunOutcome::killed) ++kills;
      if (outcome == RunOutcome::completed && action == Action::exit_before) break;
    }
    EXPECT_EQ(kills, action == Action::exit_before ? 5u : 1u);
  }
}

TEST(RemoveFile, RemovesAndAcceptsAMissingFile) {
  const TempDir dir;
  dir.write("x", "1");
  remove_file(dir / "x");
  remove_file(dir / "x");
  EXPECT_EQ(file_count(dir.path()), 0u);
  EXPECT_THROW(remove_file(dir.path()), Error);
}

TEST(RenameFile, FailsForAMissingFile) {
  const TempDir dir;
  EXPECT_THROW(rename_file(dir / "missing", dir / "x"), Error);
}

TEST(IoHook, SeesEveryOperationWithItsPath) {
  const TempDir dir;
  std::vector<std::pair<IoOperation, std::string>> seen;
  {
    const ScopedIoHook hook([&](IoOperation operation, const std::filesystem::path& path) {
      seen.emplace_back(operation, path.filename().string());
      return IoFault{};
    });
    replace_file_atomically(dir / "m", "x");
    remove_file(dir / "m");
  }
  remove_file(dir / "m");
  const std::string directory = dir.path().filename().string();
  const std::vector<std::pair<IoOperation, std::string>> expected{
      {IoOperation::open, "m.tmp"}, {IoOperation::write, "m.tmp"},  {IoOperation::sync, "m.tmp"},
      {IoOperation::rename, "m"},   {IoOperation::sync, directory}, {IoOperation::remove, "m"}};
  EXPECT_EQ(seen, expected);
}

TEST(WriteOutputFile, FollowsLinksAndWritesIntoWhatIsNoFile) {
  const TempDir dir;
  dir.write("real", "old");
  std::filesystem::create_symlink(dir / "real", dir / "link");
  write_output_file(dir / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "link"));
  EXPECT_EQ(read_file(dir / "real"), "new");
  write_output_file(dir / "fresh", "text");
  EXPECT_EQ(read_file(dir / "fresh"), "text");
  write_output_file("/dev/null", "text");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_THROW(write_output_file("/dev/full", "text"), Error);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

}  // namespace
}  // namespace gitctx

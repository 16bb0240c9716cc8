#include "git/index_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "base/error.h"
#include "git/libgit2.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t one_gb = std::uint64_t{1} << 30;

/// The start of an index.
std::string header(char version, std::uint32_t entries) {
  std::string bytes = std::string("DIRC\0\0\0", 7) + version;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(entries >> shift & 0xff);
  return bytes;
}

/// The message of the Error for a sparse file with this start and size; empty if it is accepted.
std::string refusal(const std::string& start, std::uint64_t size) {
  const TempDir folder;
  const fs::path file = folder.write("index", start);
  fs::resize_file(file, size);
  try {
    check_index_file(file);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_EQ(error.hint(), "Run: git status");
    const std::string before = "cannot read " + file.string() + ": ";
    EXPECT_TRUE(error.message().starts_with(before)) << error.message();
    return error.message().substr(before.size());
  }
}

TEST(CheckIndexFile, AcceptsWhatGitWrites) {
  for (const char* version : {"2", "3", "4"}) {
    RepoBuilder repo;
    repo.git({"config", "index.version", version});
    repo.write("a.txt", "one").write("sub/b.txt", "two").commit("one");
    const fs::path file = repo.path() / ".git/index";
    check_index_file(file);
    EXPECT_EQ(read_index(file).entries.size(), 2u) << version;
  }
  check_index_file("/nowhere/index");
}

TEST(CheckIndexFile, LimitsTheSizeAndTheFiles) {
  EXPECT_EQ(refusal(header(2, 1), one_gb), "");
  EXPECT_EQ(refusal(header(2, 1), one_gb + 1), "larger than 1 GB");
  EXPECT_EQ(refusal(header(2, 1), 3 * one_gb), "larger than 1 GB");
  EXPECT_EQ(refusal(header(4, 5'000'000), 12 + 5'000'000 * 62), "");
  EXPECT_EQ(refusal(header(4, 5'000'001), one_gb), "it has more than 5000000 files");
  EXPECT_EQ(refusal(header(4, 0xffffffff), one_gb), "it has more than 5000000 files");
}

TEST(CheckIndexFile, RefusesAHeaderThatDoesNotFit) {
  EXPECT_EQ(refusal(header(2, 3), 12 + 3 * 62), "");
  for (const auto& [start, size] :
       {std::pair(header(2, 3), 12 + 3 * 62 - 1), std::pair(header(1, 0), 100),
        std::pair(header(5, 0), 100), std::pair(std::string("DIRX\0\0\0\2\0\0\0\0", 12), 100),
        std::pair(header(2, 0), 11), std::pair(header(2, 0), 0)}) {
    EXPECT_EQ(refusal(start, static_cast<std::uint64_t>(size)), "not an index of git") << size;
  }
}

TEST(CheckIndexFile, IsDoneBeforeLibgit2ReadsAnIndex) {
  RepoBuilder repo;
  repo.write("a.txt", "one").commit("one");
  const fs::path file = repo.path() / ".git/index";
  fs::resize_file(file, 3 * one_gb);
  const std::string expected = "cannot read " + file.string() + ": larger than 1 GB";
  try {
    read_index(file);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), expected);
  }
  try {
    open_handle(repo.path() / ".git");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), expected);
  }
}

}  // namespace
}  // namespace gitctx

#include "git/index_check.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "git/index_reader.h"
#include "git/libgit2.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t one_gb = std::uint64_t{1} << 30;

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>(value >> shift & 0xff);
  }
  return text;
}

/// The start of an index.
std::string header(std::uint32_t version, std::uint32_t entries) {
  return "DIRC" + number(version, 4) + number(entries, 4);
}

/// An entry with these flags, up to its path.
std::string entry_start(std::uint32_t flags) { return std::string(60, '\1') + number(flags, 2); }

/// An entry of an index of version 2.
std::string entry(const std::string& path) {
  std::string bytes = entry_start(static_cast<std::uint32_t>(path.size())) + path;
  return bytes.append(8 - bytes.size() % 8, '\0');
}

/// An entry of a version 4 index. Its path is the previous path with `added` in place of the last
/// `removed` bytes.
std::string short_entry(int removed, const std::string& added) {
  return entry_start(0) + static_cast<char>(removed) + added + '\0';
}

std::string extension(const std::string& name, const std::string& content) {
  return name + number(static_cast<std::uint32_t>(content.size()), 4) + content;
}

/// A folder of the extension TREE.
std::string folder(const std::string& name, int subfolders) {
  return name + '\0' + "-1 " + std::to_string(subfolders) + "\n";
}

/// An index with one entry and these extensions.
std::string with_extensions(const std::string& extensions) {
  return header(2, 1) + entry("a.c") + extensions + std::string(20, '\0');
}

std::string with_folders(const std::string& folders) {
  return with_extensions(extension("TREE", folders));
}

struct Refusal {
  std::string problem;
  std::string hint;
};

/// The problem and the hint in the Error for this file; empty if the file is accepted.
Refusal refusal_of(const fs::path& file, const IndexLimits& limits) {
  try {
    check_index_file(file, limits);
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    const std::string before = "cannot read " + file.string() + ": ";
    EXPECT_TRUE(error.message().starts_with(before)) << error.message();
    return {error.message().substr(before.size()), error.hint()};
  }
}

/// The problem of a file with these bytes. Expects the hint "git status".
std::string refusal(const std::string& bytes, const IndexLimits& limits = {}) {
  const TempDir folder;
  const auto [problem, hint] = refusal_of(folder.write("index", bytes), limits);
  EXPECT_EQ(hint, problem.empty() ? "" : "Run: git status");
  return problem;
}

/// The problem of a sparse file with this start and size.
std::string refusal_of_size(const std::string& start, std::uint64_t size) {
  const TempDir folder;
  const fs::path file = folder.write("index", start);
  fs::resize_file(file, size);
  return refusal_of(file, {}).problem;
}

/// The problem of an extension in an index with these bytes, without the name of the extension.
std::string damage(const std::string& bytes, const IndexLimits& limits = {}) {
  const TempDir folder;
  const auto [problem, hint] = refusal_of(folder.write("index", bytes), limits);
  if (problem.empty()) return "";
  EXPECT_EQ(hint, "If no change is staged, run: git read-tree HEAD");
  const std::string before = "it is damaged: its extension ";
  EXPECT_TRUE(problem.starts_with(before)) << problem;
  return problem.substr(before.size() + 5);
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
  EXPECT_EQ(refusal_of_size(header(2, 0), one_gb), "");
  EXPECT_EQ(refusal_of_size(header(2, 0), one_gb + 1), "larger than 1 GB");
  EXPECT_EQ(refusal_of_size(header(2, 1), 3 * one_gb), "larger than 1 GB");
  const IndexLimits limits{.entries = 2};
  const std::string two = entry("a.c") + entry("b.c");
  EXPECT_EQ(refusal(header(2, 2) + two + std::string(20, '\0'), limits), "");
  EXPECT_EQ(refusal(header(2, 3) + two, limits), "it has more than 2 files");
  EXPECT_EQ(refusal(header(4, 0xffffffff), limits), "it has more than 2 files");
}

TEST(CheckIndexFile, LimitsTheBytesOfTheUnpackedPaths) {
  const IndexLimits limits{.path_bytes = std::uint64_t{1} << 20};
  const std::string end(20, '\0');
  const std::string long_path(1'000'000, 'a');
  const std::string problem = "its paths have more than 1 MB in total";
  EXPECT_EQ(refusal(header(4, 2) + short_entry(0, long_path) + short_entry(127, "b") + end, limits),
            problem);
  EXPECT_EQ(refusal(header(4, 1) + short_entry(0, long_path) + end, limits), "");
  std::string many = header(4, 5001) + short_entry(0, std::string(200, 'a'));
  for (int i = 0; i < 5000; ++i) many += short_entry(1, "b");
  EXPECT_EQ(refusal(many + end, limits), "");
  EXPECT_EQ(refusal(many + end, {.path_bytes = 5001 * 200}), "");
  EXPECT_EQ(refusal(many + end, {.path_bytes = 5001 * 200 - 1}),
            "its paths have more than 0 MB in total");
  const std::string plain = entry_start(0xfff) + long_path + std::string(8, '\0');
  EXPECT_EQ(refusal(header(2, 2) + plain.substr(0, 1'000'064) + plain + end, limits), problem);
}

TEST(CheckIndexFile, RefusesManyPathsWithTheSameHash) {
  // libgit2 takes 25 seconds for 65,536 such paths.
  const auto index_of_equal_hashes = [](std::uint32_t version, int bits) {
    const std::uint32_t count = 1U << bits;
    std::string bytes = header(version, count);
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string path;
      for (int bit = bits - 1; bit >= 0; --bit) path += (i >> bit & 1) == 0 ? "bz" : "c[";
      bytes += version == 4 ? short_entry(i == 0 ? 0 : 2 * bits, path) : entry(path);
    }
    return bytes + std::string(20, '\0');
  };
  for (const std::uint32_t version : {2U, 4U}) {
    EXPECT_EQ(refusal(index_of_equal_hashes(version, 13)), "");
    EXPECT_EQ(refusal(index_of_equal_hashes(version, 14)), "its paths take too long to compare");
  }
  EXPECT_EQ(refusal(index_of_equal_hashes(2, 5), {.comparisons = 32 * 31 / 2}), "");
  EXPECT_NE(refusal(index_of_equal_hashes(2, 5), {.comparisons = 32 * 31 / 2 - 1}), "");
}

TEST(CheckIndexFile, RefusesAPathWithoutItsEnd) {
  const std::string end(20, '\0');
  std::string open = entry("abc");
  open[65] = 'd';
  EXPECT_EQ(refusal(header(2, 2) + entry("abc") + entry("d") + end), "");
  EXPECT_EQ(refusal(header(2, 2) + open + entry("d") + end), "not an index of git");
  EXPECT_EQ(refusal(header(2, 1) + entry_start(0xfff) + std::string(100, 'a')),
            "not an index of git");
  EXPECT_EQ(refusal(header(4, 1) + short_entry(1, "a") + end), "not an index of git");
  EXPECT_EQ(refusal(header(4, 2) + short_entry(0, "ab") + short_entry(3, "a") + end),
            "not an index of git");
  EXPECT_EQ(refusal(header(4, 1) + entry_start(0) + std::string(30, '\xff')),
            "not an index of git");
}

TEST(CheckIndexFile, RefusesAHeaderThatDoesNotFit) {
  const std::string three = entry("a.c") + entry("b.c") + entry("c.c");
  const std::string end(20, '\0');
  EXPECT_EQ(refusal(header(2, 3) + three + end), "");
  for (const std::string& bytes :
       {header(2, 3) + three + end.substr(1), header(2, 4) + three + end, header(1, 0) + end,
        header(5, 0) + end, "DIRX" + header(2, 0).substr(4) + end, header(2, 0) + end.substr(1),
        header(2, 0).substr(1), std::string()}) {
    EXPECT_EQ(refusal(bytes), "not an index of git") << bytes.size();
  }
}

TEST(CheckIndexFile, LimitsHowDeepFoldersAreNested) {
  const auto nested = [](int depth) {
    std::string folders = folder("", depth > 1 ? 1 : 0);
    for (int i = 2; i <= depth; ++i) folders += folder("d", i < depth ? 1 : 0);
    return with_folders(folders);
  };
  const std::string problem = "has folders that are nested more than 4096 deep";
  EXPECT_EQ(damage(nested(1)), "");
  EXPECT_EQ(damage(nested(4096)), "");
  EXPECT_EQ(damage(nested(4097)), problem);
  EXPECT_EQ(damage(nested(400'000)), problem);
  std::string with_siblings = folder("", 2) + folder("a", 0);
  for (int i = 0; i < 10'000; ++i) with_siblings += folder("b", 2) + folder("a", 0);
  EXPECT_EQ(damage(with_folders(with_siblings + folder("b", 0))), problem);
}

TEST(CheckIndexFile, LimitsTheFoldersAndTheConflicts) {
  const std::string three = folder("", 2) + folder("a", 0) + folder("b", 0);
  EXPECT_EQ(damage(with_folders(three), {.folders = 3}), "");
  EXPECT_EQ(damage(with_folders(three), {.folders = 2}), "has more than 2 folders");
  const IndexLimits limits{.conflict_bytes = std::uint64_t{1} << 20};
  for (const char* name : {"REUC", "NAME"}) {
    const std::string content(limits.conflict_bytes, '\0');
    EXPECT_EQ(damage(with_extensions(extension(name, content)), limits), "");
    EXPECT_EQ(damage(with_extensions(extension(name, content + 'a')), limits),
              "is larger than 1 MB");
    EXPECT_EQ(damage(with_extensions(extension(name, "") + extension(name, ""))), "occurs twice");
  }
}

TEST(CheckIndexFile, RefusesFoldersThatAreNotThere) {
  const std::string id(20, '\7');
  const std::string with_id = std::string(1, '\0') + "12 0\n" + id;
  EXPECT_EQ(damage(with_folders(with_id)), "");
  // libgit2 would reserve 16 GB.
  EXPECT_EQ(damage(with_folders(folder("", 2'000'000'000))), "is malformed");
  EXPECT_EQ(damage(with_folders(folder("", 2) + folder("a", 1) + folder("b", 0))), "is malformed");
  for (const std::string& folders :
       {folder("", 0) + "x", std::string("\0-1\n", 4), std::string("\0-1 -1\n", 7),
        std::string("\0- 0\n      ", 11), std::string("\0 1 0\n", 6),
        std::string("\0009999999999 0\n", 14)}) {
    EXPECT_EQ(damage(with_folders(folders)), "is malformed") << folders;
  }
  EXPECT_EQ(refusal(with_folders(std::string("a"))), "not an index of git");
  EXPECT_EQ(refusal(with_folders(with_id.substr(0, with_id.size() - 1))), "not an index of git");
}

TEST(CheckIndexFile, LeavesOtherExtensionsToLibgit2) {
  const std::string deep = folder("", 1);
  EXPECT_EQ(damage(with_extensions(extension("XXXX", deep) + extension("XXXX", ""))), "");
  EXPECT_EQ(damage(with_extensions(extension("link", deep) + extension("TREE", deep))), "");
  EXPECT_EQ(damage(with_extensions(extension("XXXX", "") + extension("TREE", deep))),
            "is malformed");
  EXPECT_EQ(refusal(with_extensions("TREE" + number(0xfffffff0, 4))), "not an index of git");
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

#include "git/objects/object_files.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "git/libgit2.h"
#include "git/repository.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The message of the Error, or empty if the files pass the check.
std::string refusal(const fs::path& objects_dir) {
  try {
    check_object_files(objects_dir);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

fs::path objects_of(const RepoBuilder& repo) { return repo.path() / ".git/objects"; }

RepoBuilder& with_one_pack(RepoBuilder& repo, const std::string& index_version = "2") {
  repo.write("a.txt", "one\n").write("sub/b.txt", "two\n").commit("one");
  repo.git({"-c", "pack.indexVersion=" + index_version, "repack", "-adq"});
  return repo;
}

fs::path pack_index_of(const RepoBuilder& repo) {
  for (const auto& entry : fs::directory_iterator(objects_of(repo) / "pack")) {
    if (entry.path().extension() == ".idx") return entry.path();
  }
  ADD_FAILURE() << "no pack index";
  return {};
}

/// The content of one of git's files, which a test changes and then restores.
class Original {
 public:
  explicit Original(fs::path file) : file_(std::move(file)) {
    fs::permissions(file_, fs::perms::owner_write, fs::perm_options::add);
    std::ifstream in(file_, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
  }
  const std::string& bytes() const { return bytes_; }

  /// Writes the content with a part replaced.
  void write_with(std::size_t offset, std::string_view replacement) const {
    std::string changed = bytes_;
    changed.replace(offset, replacement.size(), replacement);
    write(changed);
  }
  void write(std::string_view content) const {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << content;
  }

 private:
  fs::path file_;
  std::string bytes_;
};

/// A number in the byte order of git.
std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

TEST(CheckObjectFiles, AcceptsTheFilesOfGit) {
  for (const char* version : {"1", "2"}) {
    RepoBuilder repo;
    with_one_pack(repo, version);
    EXPECT_EQ(fs::file_size(pack_index_of(repo)),
              *version == '1' ? 1024 + 5 * 24 + 40 : 8 + 1024 + 5 * 28 + 40);
    EXPECT_EQ(refusal(objects_of(repo)), "");
  }
}

TEST(CheckObjectFiles, RefusesAPackIndexWhoseSizeDoesNotFitItsCount) {
  constexpr std::size_t last_count_at = 8 + 255 * 4;
  RepoBuilder repo;
  const fs::path file = pack_index_of(with_one_pack(repo));
  const Original original(file);
  const std::string expected = "cannot read " + file.string() + ": not a pack index";
  // In 32-bit arithmetic, 2^30 more objects give the same size.
  for (const std::uint32_t count : {0U, 4U, 6U, 0x40000005U, 0x80000005U, ~0U}) {
    original.write_with(last_count_at, number(count));
    EXPECT_EQ(refusal(objects_of(repo)), expected) << count;
  }
  original.write_with(8, number(6));  // more than the counts after it
  EXPECT_EQ(refusal(objects_of(repo)), expected);
  original.write_with(4, number(3));
  EXPECT_EQ(refusal(objects_of(repo)), expected);
  const std::string& bytes = original.bytes();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{1000}, bytes.size() - 1}) {
    original.write(bytes.substr(0, size));
    EXPECT_EQ(refusal(objects_of(repo)), expected) << size;
  }
  original.write(bytes + std::string(4 * 8, '\0'));  // large offsets for all objects but one
  EXPECT_EQ(refusal(objects_of(repo)), "");
  original.write(bytes + std::string(4 * 8 + 1, '\0'));
  EXPECT_EQ(refusal(objects_of(repo)), expected);
}

TEST(CheckObjectFiles, RefusesAPackIndexOfVersion1WhoseSizeDoesNotFitItsCount) {
  RepoBuilder repo;
  const fs::path file = pack_index_of(with_one_pack(repo, "1"));
  const Original original(file);
  const std::string expected = "cannot read " + file.string() + ": not a pack index";
  for (const std::uint32_t count : {4U, 6U, 0x20000005U, 0x40000005U, ~0U}) {
    original.write_with(255 * 4, number(count));
    EXPECT_EQ(refusal(objects_of(repo)), expected) << count;
  }
  original.write(original.bytes() + "x");
  EXPECT_EQ(refusal(objects_of(repo)), expected);
}

TEST(CheckObjectFiles, AMultiPackIndexAndACommitGraphAreNotRead) {
  RepoBuilder repo;
  const CommitId commit = with_one_pack(repo).rev_parse("HEAD");
  fs::create_directories(objects_of(repo) / "info");
  for (const char* file : {"pack/multi-pack-index", "info/commit-graph"}) {
    std::ofstream(objects_of(repo) / file) << "malformed";
  }
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  EXPECT_EQ(repository.resolve_commit("HEAD"), commit);
  EXPECT_EQ(repository.commit_info(commit).subject, "one");
}

TEST(CheckObjectFiles, RefusesAFolderInPlaceOfAPackIndex) {
  RepoBuilder repo;
  const fs::path file = pack_index_of(with_one_pack(repo));
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_EQ(refusal(objects_of(repo)), "cannot read " + file.string() + ": not a regular file");
}

TEST(CheckObjectFiles, ChecksBorrowedPackIndexes) {
  RepoBuilder lender;
  const fs::path file = pack_index_of(with_one_pack(lender));
  const RepoBuilder repo;
  std::ofstream(objects_of(repo) / "info/alternates") << objects_of(lender).string() << "\n";
  EXPECT_EQ(refusal(objects_of(repo)), "");
  Original(file).write_with(8 + 255 * 4, number(~0U));
  EXPECT_EQ(refusal(objects_of(repo)), "cannot read " + file.string() + ": not a pack index");
}

TEST(CheckObjectFiles, ARepositoryWithSuchAPackIndexIsRefused) {
  RepoBuilder repo;
  const fs::path file = pack_index_of(with_one_pack(repo));
  Original(file).write_with(8 + 255 * 4, number(~0U));
  try {
    Repository::open(require_repository(repo.path(), GitEnvironment{}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_EQ(error.message(), "cannot read " + file.string() + ": not a pack index");
    EXPECT_EQ(error.hint(), "Run: git fsck");
  }
  EXPECT_THROW(open_handle(repo.path() / ".git"), Error);
}

}  // namespace
}  // namespace gitctx

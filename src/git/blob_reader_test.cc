#include "git/blob_reader.h"

#include <gtest/gtest.h>

#include "git/views/view_builder.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

constexpr std::uint64_t limit = 1000;

BlobReader reader_of(const RepoBuilder& repo) {
  return BlobReader(require_repository(repo.path(), GitEnvironment{}), limit);
}

TEST(BlobReader, ReadsAnyBytes) {
  RepoBuilder repo;
  const std::string content("a\0b\r\n\xFF", 6);
  repo.write("a", content).write("empty", "").commit("one");
  BlobReader reader = reader_of(repo);
  EXPECT_EQ(reader.read(repo.blob_id("HEAD:a")).bytes, content);
  const BlobContent empty = reader.read(repo.blob_id("HEAD:empty"));
  EXPECT_TRUE(empty.ok());
  EXPECT_EQ(empty.bytes, "");
}

TEST(BlobReader, TellsTheSizeOfWhatIsTooLarge) {
  RepoBuilder repo;
  repo.write("a", std::string(limit, 'x')).write("b", std::string(limit + 1, 'x')).commit("one");
  BlobReader reader = reader_of(repo);
  EXPECT_TRUE(reader.read(repo.blob_id("HEAD:a")).ok());
  const BlobContent large = reader.read(repo.blob_id("HEAD:b"));
  EXPECT_EQ(large.reason, SkipReason::too_large);
  EXPECT_EQ(large.size_bytes, limit + 1);
  EXPECT_EQ(large.bytes, "");
}

TEST(BlobReader, SurvivesCorruptAndMissingObjects) {
  RepoBuilder repo;
  repo.write("a", "1").write("b", "2").write("c", "3").commit("one");
  const BlobId corrupt = repo.blob_id("HEAD:a");
  const BlobId missing = repo.blob_id("HEAD:b");
  const BlobId good = repo.blob_id("HEAD:c");
  repo.corrupt_object(corrupt.hex()).delete_object(missing.hex());
  BlobReader reader = reader_of(repo);
  for (const BlobId& id : {corrupt, missing}) {
    const BlobContent content = reader.read(id);
    EXPECT_EQ(content.reason, SkipReason::unreadable);
    EXPECT_NE(content.detail.find(id.hex()), std::string::npos) << content.detail;
  }
  EXPECT_EQ(reader.read(good).bytes, "3");
}

TEST(BlobReader, RefusesObjectsThatAreNoBlob) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a", "1").commit("one");
  EXPECT_EQ(reader_of(repo).read(BlobId{commit.bytes}).reason, SkipReason::unreadable);
}

TEST(BlobReader, ReadsDirtyFilesFromTheWorktree) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.write("a", "changed").write("new", "fresh");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  const View view = build_worktree_view(repository);
  BlobReader reader = reader_of(repo);
  ASSERT_EQ(view.entries.size(), 2u);
  EXPECT_EQ(reader.read(view.entries[0]).bytes, "changed");
  EXPECT_EQ(reader.read(view.entries[1]).bytes, "fresh");
}

TEST(BlobReader, NeverReturnsOtherContentThanTheEntrys) {
  RepoBuilder repo;
  repo.write("a", "1").write("b", "1").write("c", "1").commit("one");
  repo.write("a", "2").write("b", "staged").write("c", "2");
  repo.git({"add", "b"});
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  const View view = build_worktree_view(repository);
  repo.write("a", "3").write("b", "4").remove("c");
  BlobReader reader = reader_of(repo);
  EXPECT_EQ(reader.read(view.entries[0]).reason, SkipReason::unreadable);
  EXPECT_EQ(reader.read(view.entries[1]).bytes, "staged");
  EXPECT_EQ(reader.read(view.entries[2]).reason, SkipReason::unreadable);
}

}  // namespace
}  // namespace gitctx

#include "git/objects/object_database.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "git/object_store.h"
#include "git/repository.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

std::filesystem::path objects_of(const RepoBuilder& repo) { return repo.path() / ".git/objects"; }

/// Version `number` of a file, with an unusual line in place of line `number`.
std::string version(int number) {
  std::string text;
  for (int line = 0; line < 200; ++line) {
    text += "line " + std::to_string(line == number ? 1000 + line : line * line) + "\n";
  }
  return text;
}

std::vector<BlobId> commit_versions(RepoBuilder& repo, int count) {
  std::vector<BlobId> ids;
  for (int number = 0; number < count; ++number) {
    repo.write("a.txt", version(number)).commit("version");
    ids.push_back(repo.blob_id("HEAD:a.txt"));
  }
  return ids;
}

void expect_versions(ObjectStore& objects, const std::vector<BlobId>& ids) {
  for (std::size_t number = 0; number < ids.size(); ++number) {
    const auto header = objects.header(id_cast<AnyId>(ids[number]));
    ASSERT_TRUE(header) << header.error();
    EXPECT_EQ(header->kind, ObjectKind::blob);
    EXPECT_EQ(header->size_bytes, version(static_cast<int>(number)).size());
    const auto object = objects.read(ids[number], ObjectKind::blob);
    ASSERT_TRUE(object) << object.error();
    EXPECT_EQ(object->bytes(), version(static_cast<int>(number)));
  }
}

TEST(OpenObjects, ReadsThePacksThatGitWrites) {
  RepoBuilder repo;
  const std::vector<BlobId> ids = commit_versions(repo, 30);
  for (const char* by_offset : {"true", "false"}) {
    for (const char* index_version : {"1", "2"}) {
      repo.git({"-c", std::string("repack.useDeltaBaseOffset=") + by_offset, "-c",
                std::string("pack.indexVersion=") + index_version, "repack", "-adfq", "--depth=40",
                "--window=40"});
      ObjectStore objects(objects_of(repo));
      expect_versions(objects, ids);
    }
  }
}

TEST(OpenObjects, SeesPacksAndLooseObjectsThatAppearLater) {
  RepoBuilder repo;
  std::vector<BlobId> ids = commit_versions(repo, 1);
  ObjectStore objects(objects_of(repo));
  expect_versions(objects, ids);
  ids = commit_versions(repo, 3);  // loose
  expect_versions(objects, ids);
  repo.git({"repack", "-adq"});
  repo.git({"prune-packed"});
  expect_versions(objects, ids);
  ids = commit_versions(repo, 5);
  repo.git({"repack", "-adq"});  // removes the first pack
  expect_versions(objects, ids);
}

TEST(OpenObjects, FindsAMissingObjectInANewPack) {
  RepoBuilder repo;
  RepoBuilder other;
  commit_versions(repo, 1);
  repo.git({"repack", "-adq"});
  const std::vector<BlobId> ids = commit_versions(other, 3);
  other.git({"repack", "-adq"});
  const std::filesystem::path packs = objects_of(repo) / "pack";
  std::filesystem::last_write_time(
      packs, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  ObjectStore objects(objects_of(repo));
  const std::string missing = "object " + ids[1].hex() + " is missing";
  for (int attempt = 0; attempt < 4; ++attempt) {
    EXPECT_EQ(objects.read(ids[1], ObjectKind::blob).error(), missing);
    EXPECT_EQ(objects.header(id_cast<AnyId>(ids[1])).error(), missing);
  }
  for (const auto& file : std::filesystem::directory_iterator(objects_of(other) / "pack")) {
    std::filesystem::copy(file.path(), packs);
  }
  // The store has not searched for ids[2] before, so it reads the folder of packs again.
  const auto object = objects.read(ids[2], ObjectKind::blob);
  ASSERT_TRUE(object) << object.error();
  expect_versions(objects, ids);
}

TEST(OpenObjects, ReadsBorrowedObjectsAndSeveralPacks) {
  RepoBuilder repo;
  std::vector<BlobId> ids = commit_versions(repo, 2);
  repo.git({"repack", "-dq"});
  ids = commit_versions(repo, 4);
  repo.git({"repack", "-dq"});
  repo.git({"multi-pack-index", "write"});
  ObjectStore objects(repo.shared_clone("shared") / ".git/objects");
  expect_versions(objects, ids);
}

TEST(OpenObjects, ReadsAndClosesManyPacks) {
  RepoBuilder repo;
  const std::vector<BlobId> ids = commit_versions(repo, 3);
  repo.git({"repack", "-adq"});
  const std::filesystem::path packs = objects_of(repo) / "pack";
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(packs)) files.push_back(file.path());
  for (int number = 100; number < 400; ++number) {
    const std::string name = "pack-" + std::to_string(number);
    for (const std::filesystem::path& file : files) {
      std::filesystem::create_hard_link(file, packs / (name + file.extension().string()));
    }
  }
  for (int round = 0; round < 3; ++round) {
    ObjectStore objects(objects_of(repo));
    expect_versions(objects, ids);
    // The other packs are links to the same file, so the objects stay readable.
    std::filesystem::remove(packs / ("pack-" + std::to_string(100 + round) + ".pack"));
    expect_versions(objects, ids);
  }
}

TEST(OpenObjects, FindsAnObjectByTheStartOfItsId) {
  RepoBuilder repo;
  commit_versions(repo, 2);
  repo.git({"repack", "-adq"});
  commit_versions(repo, 40);  // loose
  const CommitId packed = repo.rev_parse("HEAD~41");
  const CommitId loose = repo.rev_parse("HEAD");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  for (const CommitId& id : {packed, loose}) {
    for (const std::size_t digits : {11, 12, 39, 40}) {
      EXPECT_EQ(repository.resolve_commit(id.hex().substr(0, digits)), id) << digits;
    }
  }
}

TEST(OpenObjects, RefusesAFolderThatDoesNotExist) {
  const RepoBuilder repo;
  try {
    open_objects(repo.path() / "absent");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "cannot open the objects in " + (repo.path() / "absent").string() +
                                   ": no such folder");
  }
}

}  // namespace
}  // namespace gitctx

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "git/blob_reader.h"
#include "git/object_store.h"
#include "git/repository.h"
#include "testing/repo_builder.h"

// Objects that git does not write. Reading must end, and must report the object as unreadable.

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Repository open(const RepoBuilder& repo) {
  return Repository::open(require_repository(repo.path(), GitEnvironment{}));
}

fs::path objects_of(const RepoBuilder& repo) { return repo.path() / ".git/objects"; }

fs::path loose_file(const RepoBuilder& repo, const std::string& hex) {
  return objects_of(repo) / hex.substr(0, 2) / hex.substr(2);
}

/// Stores the object `from` under the id `to` too.
void forge(const RepoBuilder& repo, const std::string& from, const std::string& to) {
  const fs::path file = loose_file(repo, to);
  fs::create_directories(file.parent_path());
  fs::remove(file);
  fs::copy_file(loose_file(repo, from), file);
}

/// Stores a tag object under this id that names `target` as its object.
void forge_tag(const RepoBuilder& repo, const std::string& id, const std::string& target) {
  const std::string content =
      "object " + target + "\ntype tag\ntag ring\ntagger A <a@b> 1 +0000\n\nx\n";
  std::string hex = repo.git({"hash-object", "-t", "tag", "-w", "--stdin", "--literally"}, content);
  hex.resize(40);
  forge(repo, hex, id);
}

TEST(HostileObjects, AnObjectWithTheContentOfAnotherIsUnreadable) {
  RepoBuilder repo;
  const CommitId one = repo.write("a.c", "right\n").write("b.c", "forged\n").commit("one");
  const CommitId two = repo.write("d/c.c", "3\n").commit("two");
  const BlobId blob = repo.blob_id("HEAD:a.c");
  forge(repo, repo.blob_id("HEAD:b.c").hex(), blob.hex());
  forge(repo, repo.rev_parse("HEAD:d").hex(), repo.rev_parse("HEAD~1^{tree}").hex());
  forge(repo, two.hex(), one.hex());

  Repository repository = open(repo);
  BlobReader reader(repository.layout(), 1000);
  const BlobContent content = reader.read(blob);
  EXPECT_EQ(content.reason, SkipReason::unreadable);
  EXPECT_THAT(content.detail, HasSubstr("object " + blob.hex() + " is corrupt"));
  EXPECT_TRUE(reader.read(repo.blob_id("HEAD:b.c")).ok());
  ObjectStore& objects = repository.objects();
  EXPECT_TRUE(objects.commit(two));
  EXPECT_FALSE(objects.commit(one));
  EXPECT_FALSE(objects.read(repo.rev_parse("HEAD:d"), ObjectKind::commit));
}

TEST(HostileObjects, ATagThatLeadsToItselfIsNoRefAndNoRevision) {
  RepoBuilder repo;
  const CommitId one = repo.write("a.c", "1\n").commit("one");
  const std::string self(40, '1');
  const std::string first(40, '2');
  const std::string second(40, '3');
  forge_tag(repo, self, self);
  forge_tag(repo, first, second);
  forge_tag(repo, second, first);
  fs::create_directories(repo.path() / ".git/refs/tags");
  repo.write(".git/refs/tags/self", self + "\n").write(".git/refs/tags/ring", first + "\n");

  Repository repository = open(repo);
  const auto refs = repository.refs("refs/");
  ASSERT_EQ(refs.size(), 1u);
  EXPECT_EQ(refs[0].commit, one);
  for (const std::string& rev : {std::string("self"), std::string("ring"), self, first + "^{}",
                                 std::string("ring^{commit}"), std::string("self~1")}) {
    try {
      repository.resolve_commit(rev);
      ADD_FAILURE() << rev;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failure) << rev;
      EXPECT_THAT(error.message(), HasSubstr(rev));
    }
  }
}

TEST(HostileObjects, ALongChainOfTagsHasAnEnd) {
  RepoBuilder repo;
  const CommitId one = repo.write("a.c", "1\n").commit("one");
  std::string target = one.hex();
  std::string type = "commit";
  for (int length = 1; length <= 100; ++length) {
    const std::string content =
        "object " + target + "\ntype " + type + "\ntag t\ntagger A <a@b> 1 +0000\n\nx\n";
    target = repo.git({"hash-object", "-t", "tag", "-w", "--stdin"}, content).substr(0, 40);
    type = "tag";
    Repository repository = open(repo);
    if (length == 99) {
      EXPECT_EQ(repository.resolve_commit(target), one);
    }
    if (length == 100) {
      EXPECT_THROW(repository.resolve_commit(target), Error);
    }
  }
}

}  // namespace
}  // namespace gitctx

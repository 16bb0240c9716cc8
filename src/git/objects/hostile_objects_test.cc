#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "git/blob_reader.h"
#include "git/object_store.h"
#include "git/repository.h"
#include "testing/deflated.h"
#include "testing/repo_builder.h"

// Objects that git does not write. A read must terminate and report the object as unreadable.

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

/// Also stores the object `from` under the id `to`.
void forge(const RepoBuilder& repo, const std::string& from, const std::string& to) {
  const fs::path file = loose_file(repo, to);
  fs::create_directories(file.parent_path());
  fs::remove(file);
  fs::copy_file(loose_file(repo, from), file);
}

/// Stores a tag object whose target is `target`, under the id `id`.
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
  const CommitId tree = repo.rev_parse("HEAD~1^{tree}");
  forge(repo, repo.rev_parse("HEAD:d").hex(), tree.hex());
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
  EXPECT_TRUE(objects.read(repo.rev_parse("HEAD:d"), ObjectKind::tree));
  EXPECT_FALSE(objects.read(tree, ObjectKind::tree));
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

TEST(HostileObjects, ALooseObjectWithMoreContentThanItStatesIsUnreadable) {
  RepoBuilder repo;
  const CommitId commit = repo.write("a.c", "one\n").commit("one");
  const BlobId blob = repo.blob_id("HEAD:a.c");
  const CommitId tree = repo.rev_parse("HEAD^{tree}");
  const std::string zero(1, '\0');
  const auto plant = [&](const std::string& hex, const std::string& header) {
    fs::remove(loose_file(repo, hex));
    std::ofstream(loose_file(repo, hex), std::ios::binary)
        << deflated(header + zero + std::string(100'000, 'A'));
  };
  plant(blob.hex(), "blob 3");
  plant(tree.hex(), "tree 3");
  Repository repository = open(repo);
  const BlobContent content = BlobReader(repository.layout(), 1000).read(blob);
  EXPECT_EQ(content.reason, SkipReason::unreadable);
  EXPECT_THAT(content.detail, HasSubstr("object " + blob.hex() + " is corrupt: its content"));
  EXPECT_FALSE(repository.objects().read(tree, ObjectKind::tree));
  EXPECT_EQ(repository.resolve_commit("HEAD"), commit);
  plant(commit.hex(), "commit 3");
  EXPECT_THROW(repository.commit_info(commit), Error);
  for (const std::string& rev : {std::string("HEAD"), std::string("HEAD~1"),
                                 std::string("HEAD:a.c"), commit.hex().substr(0, 8)}) {
    EXPECT_THROW(repository.resolve_commit(rev), Error) << rev;
  }
}

/// A number in the byte order of git.
std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

std::string raw(const BlobId& id) { return {id.bytes.begin(), id.bytes.end()}; }

struct PackedObject {
  BlobId id;
  std::string entry;
};

/// A pack entry that is a delta of the object `base`. The delta may have at most 15 bytes.
PackedObject delta(const BlobId& id, const BlobId& base, const std::string& delta) {
  return {id, static_cast<char>(7 << 4 | delta.size()) + raw(base) + deflated(delta)};
}

/// A pack entry of a blob that is stored whole.
PackedObject whole(const BlobId& id, std::string_view content) {
  std::size_t size = content.size() >> 4;
  std::string header(1, static_cast<char>(3 << 4 | (content.size() & 15) | (size > 0 ? 0x80 : 0)));
  for (; size > 0; size >>= 7) {
    header += static_cast<char>((size & 0x7f) | (size > 0x7f ? 0x80 : 0));
  }
  return {id, header + deflated(content)};
}

/// Writes a pack with these objects, and its index.
void write_pack(const RepoBuilder& repo, std::vector<PackedObject> objects) {
  std::ranges::stable_sort(objects, {}, &PackedObject::id);
  const auto count = static_cast<std::uint32_t>(objects.size());
  const std::string checksum(20, 'c');  // readers only compare it with the one in the index
  std::string pack = "PACK" + number(2) + number(count);
  std::string index = "\377tOc" + number(2);
  for (int first = 0; first < 256; ++first) {
    const auto is_counted = [first](const PackedObject& it) { return it.id.bytes[0] <= first; };
    index += number(static_cast<std::uint32_t>(std::ranges::count_if(objects, is_counted)));
  }
  for (const PackedObject& object : objects) index += raw(object.id);
  index += std::string(std::size_t{4} * count, '\0');
  for (const PackedObject& object : objects) {
    index += number(static_cast<std::uint32_t>(pack.size()));
    pack += object.entry;
  }
  const fs::path folder = objects_of(repo) / "pack";
  std::ofstream(folder / "pack-x.pack", std::ios::binary) << pack << checksum;
  std::ofstream(folder / "pack-x.idx", std::ios::binary) << index << checksum << checksum;
}

/// A size at the start of a delta.
std::string size_in_delta(std::uint64_t size) {
  std::string bytes;
  for (; size > 0x7f; size >>= 7) bytes += static_cast<char>((size & 0x7f) | 0x80);
  return bytes + static_cast<char>(size);
}

TEST(HostileObjects, ASmallDeltaOfAHugeObjectIsNotUnpacked) {
  constexpr std::size_t huge_bytes = std::size_t{80} << 20;
  const RepoBuilder repo;
  const BlobId base = hash_blob("base");  // its real content is never read
  const BlobId middle = hash_blob("middle");
  const BlobId derived = hash_blob("new");
  const BlobId usual = hash_blob("old");
  const BlobId small = hash_blob("small");
  const std::string huge = size_in_delta(huge_bytes);
  write_pack(repo, {whole(base, std::string(huge_bytes, '0')),
                    delta(middle, base, huge + "\3\3mid"), delta(derived, middle, "\3\3\3new"),
                    whole(small, "small"), delta(usual, small, "\5\3\3old")});
  ObjectStore objects(objects_of(repo));
  for (const BlobId& id : {middle, derived}) {
    const auto header = objects.header(id_cast<AnyId>(id));
    ASSERT_TRUE(header) << header.error();
    EXPECT_EQ(header->size_bytes, 3U);
    const auto object = objects.read(id, ObjectKind::blob);
    ASSERT_FALSE(object);
    EXPECT_THAT(object.error(), HasSubstr("unpacking its deltas takes too much memory or work"));
  }
  const auto object = objects.read(usual, ObjectKind::blob);
  ASSERT_TRUE(object) << object.error();
  EXPECT_EQ(object->bytes(), "old");
}

TEST(HostileObjects, ADeltaWithHugeInstructionsIsNotUnpacked) {
  constexpr std::size_t huge_bytes = std::size_t{80} << 20;
  const RepoBuilder repo;
  const BlobId base = hash_blob("small");
  const BlobId derived = hash_blob("old");
  const std::string instructions = "\5\3\3old" + std::string(huge_bytes, '\0');
  PackedObject huge = whole(derived, instructions);
  const std::size_t size_bytes = huge.entry.size() - deflated(instructions).size();
  huge.entry[0] = static_cast<char>((huge.entry[0] & 0x8f) | 7 << 4);
  huge.entry.insert(size_bytes, raw(base));
  write_pack(repo, {whole(base, "small"), huge});
  ObjectStore objects(objects_of(repo));
  const auto object = objects.read(derived, ObjectKind::blob);
  ASSERT_FALSE(object);
  EXPECT_THAT(object.error(), HasSubstr("unpacking its deltas takes too much memory or work"));
}

TEST(HostileObjects, LongChainsThatGitWritesAreRead) {
  constexpr int versions = 400;
  const RepoBuilder repo;
  std::string stream;
  std::string text;
  for (int line = 0; line < 1500; ++line) text += "line " + std::to_string(line * line) + "\n";
  for (int version = 1; version <= versions; ++version) {
    text += "version " + std::to_string(version) + "\n";
    stream += "blob\nmark :" + std::to_string(version) + "\ndata " + std::to_string(text.size()) +
              "\n" + text + "\n";
  }
  stream += "commit refs/heads/all\ncommitter A <a@b> 1 +0000\ndata 1\nx\n";
  for (int version = 1; version <= versions; ++version) {
    stream += "M 100644 :" + std::to_string(version) + " " + std::to_string(version) + ".txt\n";
  }
  repo.git({"fast-import", "--quiet"}, stream);
  repo.git({"repack", "-adfq", "--depth=250", "--window=20"});
  const std::string ids =
      repo.git({"rev-list", "--objects", "--no-object-names", "refs/heads/all"});
  ObjectStore objects(objects_of(repo));
  std::string_view rest = ids;
  int read = 0;
  while (!rest.empty()) {
    const auto id = AnyId::from_hex(take_part(rest, '\n'));
    ASSERT_TRUE(id);
    const auto object = objects.read(*id);
    ASSERT_TRUE(object) << object.error();
    ++read;
  }
  EXPECT_EQ(read, versions + 2);
}

TEST(HostileObjects, ARevisionThatNamesAHugeObjectIsRefused) {
  RepoBuilder repo;
  repo.write("a.c", "one\n").commit("one");
  const std::string content(std::size_t{101} << 20, '0');
  const BlobId blob = hash_blob(content);
  write_pack(repo, {whole(blob, content)});
  fs::create_directories(repo.path() / ".git/refs/heads");
  std::ofstream(repo.path() / ".git/refs/heads/big") << blob.hex() << "\n";
  Repository repository = open(repo);
  for (const std::string& rev : {std::string("big"), std::string("big~1"), blob.hex()}) {
    EXPECT_THROW(repository.resolve_commit(rev), Error) << rev;
  }
}

TEST(HostileObjects, ADeltaWithoutEndIsUnreadable) {
  const RepoBuilder repo;
  const BlobId self = hash_blob("self");
  const BlobId first = hash_blob("first");
  const BlobId second = hash_blob("second");
  const BlobId onto_ring = hash_blob("onto_ring");
  const BlobId baseless = hash_blob("baseless");
  const BlobId base = hash_blob("base\n");
  const BlobId derived = hash_blob("new");
  const std::string edit = "\5\3\3new";  // replaces 5 bytes with the 3 bytes "new"
  write_pack(repo, {delta(self, self, edit),
                    delta(first, second, edit),
                    delta(second, first, edit),
                    delta(onto_ring, first, edit),
                    delta(baseless, hash_blob("absent"), edit),
                    delta(derived, base, edit),
                    {base, static_cast<char>(3 << 4 | 5) + deflated("base\n")}});
  ObjectStore objects(objects_of(repo));
  for (const BlobId& id : {self, first, second, onto_ring, baseless}) {
    const std::string expected =
        "object " + id.hex() + " is corrupt: its deltas have no end or are damaged";
    const auto header = objects.header(id_cast<AnyId>(id));
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error(), expected);
    const auto object = objects.read(id);
    ASSERT_FALSE(object);
    EXPECT_EQ(object.error(), expected);
    EXPECT_THROW(open(repo).resolve_commit(id.hex()), Error);
    EXPECT_THROW(open(repo).resolve_commit(id.hex().substr(0, 7)), Error);
  }
  for (int time = 0; time < 2; ++time) {
    const auto object = objects.read(derived);
    ASSERT_TRUE(object) << object.error();
    EXPECT_EQ(object->bytes(), "new");
  }
}

TEST(HostileObjects, ADeltaWithoutEndIsFoundIfTheIndexRepeatsItsId) {
  const BlobId self = hash_blob("self");
  const PackedObject ring = delta(self, self, "\5\3\3new");
  const PackedObject plain{self, static_cast<char>(3 << 4 | 4) + deflated("self")};
  for (std::size_t place = 0; place < 4; ++place) {
    const RepoBuilder repo;
    std::vector<PackedObject> copies(4, plain);
    copies[place] = ring;
    write_pack(repo, copies);
    const auto object = ObjectStore(objects_of(repo)).read(self);
    EXPECT_EQ(object.has_value(), place != 2) << "a search by halves finds the third of four";
  }
}

}  // namespace
}  // namespace gitctx

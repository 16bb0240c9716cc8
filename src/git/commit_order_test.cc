#include "git/commit_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

CommitId numbered(std::uint32_t number, std::size_t at) {
  CommitId id;
  std::memcpy(id.bytes.data() + at, &number, sizeof number);
  return id;
}

/// A commit whose parents are `count` missing objects. Their ids differ only in the last bytes.
CommitId commit_with_missing_parents(RepoBuilder& repo, std::uint32_t count) {
  repo.write("a.c", "1\n").commit("one");
  std::string text = "tree " + repo.rev_parse("HEAD^{tree}").hex() + "\n";
  for (std::uint32_t i = 1; i <= count; ++i) text += "parent " + numbered(i, 16).hex() + "\n";
  text += "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\ntwo\n";
  const std::string id =
      repo.git({"hash-object", "-t", "commit", "-w", "--stdin", "--literally"}, text);
  return CommitId::from_hex(id.substr(0, 40)).value();
}

CommitOrder order(const RepoBuilder& repo, const CommitId& tip, std::size_t most_failures) {
  ObjectStore objects(repo.path() / ".git/objects");
  return order_commits(objects, {tip}, {}, std::stop_token(), most_failures);
}

TEST(OrderCommits, ReportsEachMissingParent) {
  RepoBuilder repo;
  const CommitId tip = commit_with_missing_parents(repo, 3);
  const CommitOrder found = order(repo, tip, 3);
  ASSERT_EQ(found.commits.size(), 1u);
  EXPECT_EQ(found.commits[0].id, tip);
  ASSERT_EQ(found.failures.size(), 3u);
  for (std::uint32_t i = 1; i <= 3; ++i) {
    const std::string message = "object " + numbered(i, 16).hex() + " is missing";
    EXPECT_EQ(std::ranges::count(found.failures, message), 1) << message;
  }
}

TEST(OrderCommits, LimitsTheMissingParents) {
  RepoBuilder repo;
  const CommitId tip = commit_with_missing_parents(repo, 20'000);
  EXPECT_EQ(order(repo, tip, 20'000).failures.size(), 20'000u);
  try {
    order(repo, tip, 19'999);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "more than 19999 commits of the history cannot be read");
    EXPECT_EQ(error.hint(), "Run: git fsck");
  }
}

// A repository can contain any ids, so nobody must be able to choose ids that collide in a hash
// table.
TEST(IdHash, DependsOnEveryByte) {
  constexpr std::uint32_t count = 20'000;
  for (const std::size_t at : {0, 4, 8, 12, 16}) {
    std::unordered_set<std::size_t> hashes;
    std::unordered_set<CommitId> ids;
    for (std::uint32_t i = 0; i < count; ++i) {
      const CommitId id = numbered(i, at);
      hashes.insert(std::hash<CommitId>()(id));
      ids.insert(id);
    }
    EXPECT_EQ(hashes.size(), count) << at;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < ids.bucket_count(); ++i) {
      largest = std::max(largest, ids.bucket_size(i));
    }
    EXPECT_LT(largest, 20u) << at;
  }
}

}  // namespace
}  // namespace gitctx

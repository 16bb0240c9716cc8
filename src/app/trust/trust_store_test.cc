#include "app/trust/trust_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/database.h"
#include "base/error.h"
#include "base/file.h"
#include "testing/planted_secrets.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using Accepted = std::vector<bool>;

const TrustItem settings{TrustKind::settings, ".gitctx/config.yml", "model.chat: a\n"};
const TrustItem prompt{TrustKind::prompt, ".gitctx/prompts/answer.yml", "name: answer\n"};

struct TrustStoreTest : testing::Test {
  TempDir dir;
  TrustPlace place{.repository = "/src/project/.git", .store = dir / "home/.gitctx/trust.sqlite"};
  std::vector<Notice> notices;

  Accepted accepted(const std::vector<TrustItem>& items) {
    return accepted_items(place, items, notices);
  }
};

TEST_F(TrustStoreTest, AcceptsNothingWithoutAFileAndCreatesNone) {
  EXPECT_EQ(accepted({settings, prompt}), (Accepted{false, false}));
  EXPECT_FALSE(std::filesystem::exists(place.store));
  place.store.clear();
  EXPECT_EQ(accepted({settings}), Accepted{false});
  EXPECT_TRUE(notices.empty());
}

TEST_F(TrustStoreTest, AcceptsExactlyWhatWasAddedForTheRepository) {
  TrustStore::open(place.store).add(place.repository, {&settings, 1});
  EXPECT_EQ(accepted({settings, prompt}), (Accepted{true, false}));

  TrustItem other = settings;
  other.content += "model.base_url: b\n";
  EXPECT_EQ(accepted({other}), Accepted{false});
  other = settings;
  other.kind = TrustKind::suite;
  EXPECT_EQ(accepted({other}), Accepted{false});
  other = settings;
  other.name = ".gitctx/prompts/answer.yml";
  EXPECT_EQ(accepted({other}), Accepted{false});
  place.repository = "/src/clone/.git";
  EXPECT_EQ(accepted({settings}), Accepted{false});
}

TEST_F(TrustStoreTest, ComparesEveryByte) {
  using namespace std::string_literals;
  const TrustItem item{TrustKind::prompt, "a", "one\0two\xff"s};
  TrustStore::open(place.store).add(place.repository, {&item, 1});
  EXPECT_EQ(accepted({item, {TrustKind::prompt, "a", "one"s}, {TrustKind::prompt, "a", "one\0t"s}}),
            (Accepted{true, false, false}));
  EXPECT_EQ(TrustStore::open(place.store).items(place.repository), std::vector<TrustItem>{item});
}

TEST_F(TrustStoreTest, ComparesButDoesNotStoreSecrets) {
  const std::string secret = "AKIA" + random_characters("ABCDEFGHJKLMNPQRSTUVWXYZ", 16, 1);
  const std::string other = "AKIA" + random_characters("ABCDEFGHJKLMNPQRSTUVWXYZ", 16, 2);
  TrustItem item{TrustKind::suite, "evals/a.yml", "key: " + secret + "\n"};
  TrustStore::open(place.store).add(place.repository, {&item, 1});
  EXPECT_EQ(accepted({item}), Accepted{true});
  const std::string kept = TrustStore::open(place.store).items(place.repository)[0].content;
  EXPECT_FALSE(kept.contains(secret));
  EXPECT_TRUE(kept.contains("key: [redacted: aws-access-key]"));
  EXPECT_FALSE(read_file(place.store).contains(secret));
  item.content = "key: " + other + "\n";
  EXPECT_EQ(accepted({item}), Accepted{false});
  item.content = kept;
  EXPECT_EQ(accepted({item}), Accepted{false});
}

TEST_F(TrustStoreTest, KeepsTheContentsOfSeveralBranchesButNotOfAll) {
  TrustStore store = TrustStore::open(place.store);
  for (int i = 0; i < 20; ++i) {
    const TrustItem item{TrustKind::prompt, "a", "version " + std::to_string(i)};
    store.add(place.repository, {&item, 1});
    EXPECT_TRUE(store.has(place.repository, item)) << i;
  }
  EXPECT_EQ(store.items(place.repository).size(), 8u);
}

TEST_F(TrustStoreTest, ForgetsOneRepositoryOnly) {
  TrustStore store = TrustStore::open(place.store);
  store.add(place.repository, std::vector<TrustItem>{settings, prompt});
  store.add("/src/other/.git", {&settings, 1});
  EXPECT_EQ(store.remove_all(place.repository), 2u);
  EXPECT_FALSE(store.has(place.repository, settings));
  EXPECT_TRUE(store.has("/src/other/.git", settings));
}

TEST_F(TrustStoreTest, RefusesAnItemThatIsTooLargeAndThenAddsNone) {
  const TrustItem large{TrustKind::suite, "s", std::string(largest_trust_item + 1, 'a')};
  TrustStore store = TrustStore::open(place.store);
  EXPECT_THROW(store.add(place.repository, std::vector<TrustItem>{settings, large}), Error);
  EXPECT_TRUE(store.items(place.repository).empty());
}

TEST_F(TrustStoreTest, IsForItsOwnerAlone) {
  TrustStore::open(place.store).add(place.repository, {&settings, 1});
  struct stat status{};
  ASSERT_EQ(::stat(place.store.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat(place.store.parent_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);

  ASSERT_EQ(::chmod(place.store.c_str(), 0622), 0);
  EXPECT_EQ(accepted({settings}), Accepted{false});
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_TRUE(notices[0].message.ends_with("other users can change it: mode 0622, expected 0600"))
      << notices[0].message;
}

TEST_F(TrustStoreTest, RefusesAFolderThatOthersCanChange) {
  TrustStore::open(place.store).add(place.repository, {&settings, 1});
  ASSERT_EQ(::chmod(place.store.parent_path().c_str(), 0770), 0);
  EXPECT_EQ(accepted({settings}), Accepted{false});
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_TRUE(notices[0].message.ends_with("other users can change it: mode 0770, expected 0700"))
      << notices[0].message;
  EXPECT_EQ(notices[0].hint, "Run: chmod 700 " + place.store.parent_path().string());
  ASSERT_EQ(::chmod(place.store.parent_path().c_str(), 0755), 0);
  EXPECT_EQ(accepted({settings}), Accepted{true});
}

TEST_F(TrustStoreTest, RefusesWhatAnotherUserOwns) {
  TrustStore::open(place.store);
  const uid_t owner = ::geteuid() == 0 ? 1234 : ::geteuid();
  for (const auto& path : {place.store, place.store.parent_path()}) {
    // Only root can change the owner of a file. If another user runs this test, the files already
    // have an owner other than root.
    if (::geteuid() == 0) {
      ASSERT_EQ(::chown(path.c_str(), owner, -1), 0);
    }
    try {
      TrustStore::open(place.store, owner + 1);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::permission);
      EXPECT_TRUE(error.message().ends_with(": another user owns it")) << error.message();
    }
  }
  EXPECT_NO_THROW(TrustStore::open(place.store, owner));
}

TEST_F(TrustStoreTest, ADamagedFileAcceptsNothingAndSaysSo) {
  dir.write("home/.gitctx/trust.sqlite", std::string(4096, 'x'));
  ASSERT_EQ(::chmod(place.store.c_str(), 0600), 0);
  EXPECT_EQ(accepted({settings, prompt}), (Accepted{false, false}));
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_TRUE(notices[0].message.starts_with("nothing in this repository is trusted: "))
      << notices[0].message;
  EXPECT_FALSE(notices[0].hint.empty());
  EXPECT_THROW(TrustStore::open(place.store), Error);
  EXPECT_EQ(read_file(place.store), std::string(4096, 'x'));
}

/// Damage must not turn an accepted proposal into another proposal.
TEST_F(TrustStoreTest, ADamagedRowAcceptsNothing) {
  const TrustItem evil{TrustKind::settings, ".gitctx/config.yml", "model.chat: b\n"};
  const TrustItem suite{TrustKind::suite, settings.name, settings.content};
  const TrustItem other_name{TrustKind::settings, ".gitctx/other.yml", settings.content};
  const std::string other_repository = "/src/other/.git";
  const char* const damages[] = {
      "UPDATE accepted SET content = CAST('model.chat: b' || char(10) AS BLOB) WHERE kind = "
      "'settings'",
      "UPDATE accepted SET kind = 'suite' WHERE kind = 'settings'",
      "UPDATE accepted SET name = '.gitctx/other.yml' WHERE kind = 'settings'",
      "UPDATE accepted SET repository = '/src/other/.git' WHERE kind = 'settings'",
      "UPDATE accepted SET seal = seal + 1 WHERE kind = 'settings'",
      "UPDATE accepted SET seal = NULL WHERE kind = 'settings'",
      "UPDATE accepted SET seal = (SELECT seal FROM accepted WHERE kind = 'prompt')"
      " WHERE kind = 'settings'"};
  for (const std::string damage : damages) {
    std::filesystem::remove_all(place.store.parent_path());
    TrustStore store = TrustStore::open(place.store);
    store.add(place.repository, std::vector<TrustItem>{settings, prompt});
    ASSERT_TRUE(store.has(place.repository, settings));
    Database damaged = Database::open(place.store);
    damaged.execute(damage.c_str());
    ASSERT_EQ(damaged.changes(), 1u) << damage;
    for (const TrustItem& item : {settings, evil, suite, other_name}) {
      EXPECT_FALSE(store.has(place.repository, item)) << damage;
      EXPECT_FALSE(store.has(other_repository, item)) << damage;
    }
    EXPECT_EQ(store.items(place.repository), std::vector<TrustItem>{prompt}) << damage;
    EXPECT_TRUE(store.items(other_repository).empty()) << damage;
    store.add(place.repository, {&settings, 1});
    EXPECT_TRUE(store.has(place.repository, settings)) << damage;
  }
}

TEST_F(TrustStoreTest, KeepsWhatVersion1Accepted) {
  dir.write("home/.gitctx/config.yml", "");
  ASSERT_EQ(::chmod(place.store.parent_path().c_str(), 0700), 0);
  {
    Database old = Database::open(place.store);
    old.execute(
        "CREATE TABLE accepted (repository TEXT NOT NULL, kind TEXT NOT NULL,"
        " name TEXT NOT NULL, content BLOB NOT NULL, accepted_at_s INTEGER NOT NULL,"
        " PRIMARY KEY (repository, kind, name, content)) WITHOUT ROWID;"
        "INSERT INTO accepted VALUES ('/src/project/.git', 'settings', '.gitctx/config.yml',"
        " CAST('model.chat: a' || char(10) AS BLOB), 7)");
    old.set_user_version(1);
  }
  ASSERT_EQ(::chmod(place.store.c_str(), 0600), 0);
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(accepted({settings, prompt}), (Accepted{true, false}));
  }
}

TEST_F(TrustStoreTest, AcceptsWhatIsBelowTheUsersOwnFolder) {
  place.own_folder = ".gitctx/";
  const TrustItem own{.kind = TrustKind::suite, .name = ".gitctx/evals/own.yml", .content = "x"};
  for (const char* name : {"clone/evals/x.yml", "clone/.gitctx/evals/x.yml", ".gitctx-x/x.yml"}) {
    const TrustItem other{.kind = TrustKind::suite, .name = name, .content = "x"};
    EXPECT_EQ(accepted({other, own, prompt}), (Accepted{false, true, true})) << name;
  }
  dir.write("home/.gitctx/trust.sqlite", std::string(4096, 'x'));
  ASSERT_EQ(::chmod(place.store.c_str(), 0600), 0);
  const TrustItem other{.kind = TrustKind::suite, .name = "evals/x.yml", .content = "x"};
  EXPECT_EQ(accepted({own, other}), (Accepted{true, false}));
}

TEST_F(TrustStoreTest, AVariableCanAcceptEverything) {
  place.accepts_all = true;
  EXPECT_EQ(accepted({settings, prompt}), (Accepted{true, true}));
  EXPECT_FALSE(std::filesystem::exists(place.store));
}

}  // namespace
}  // namespace gitctx

#include "base/versioned_database.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr DatabaseTables tables{.version = 2, .create = "CREATE TABLE pairs (key INTEGER)"};

TEST(VersionedDatabase, MakesTheTablesOnce) {
  const TempDir dir;
  open_versioned_database(dir / "a.db", tables).execute("INSERT INTO pairs VALUES (7)");
  Database again = open_versioned_database(dir / "a.db", tables);
  EXPECT_EQ(again.user_version(), 2);
  Statement statement = again.prepare("SELECT key FROM pairs");
  ASSERT_TRUE(statement.step());
  EXPECT_EQ(statement.integer(0), 7);
}

TEST(VersionedDatabase, RefusesTablesOfANewerOrOlderVersion) {
  const TempDir dir;
  for (const auto& [version, hint] : {std::pair(3, "Update gitctx, or move the file away"),
                                      std::pair(1, "Move the file away; a new one is created")}) {
    Database::open(dir / "a.db").set_user_version(version);
    try {
      open_versioned_database(dir / "a.db", tables);
      FAIL() << "opened version " << version;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failure);
      EXPECT_EQ(error.message(), "cannot use " + (dir / "a.db").string() +
                                     ": its tables have version " + std::to_string(version) +
                                     ", this gitctx knows version 2");
      EXPECT_EQ(error.hint(), hint);
    }
  }
}

TEST(VersionedDatabase, UpgradesTheVersionBeforeAndKeepsItsRows) {
  const TempDir dir;
  constexpr DatabaseTables next{.version = 3,
                                .create = "CREATE TABLE pairs (key INTEGER, value INTEGER)",
                                .upgrade = "ALTER TABLE pairs ADD COLUMN value INTEGER"};
  open_versioned_database(dir / "a.db", tables).execute("INSERT INTO pairs VALUES (7)");
  Database upgraded = open_versioned_database(dir / "a.db", next);
  EXPECT_EQ(upgraded.user_version(), 3);
  Statement statement = upgraded.prepare("SELECT key FROM pairs WHERE value IS NULL");
  ASSERT_TRUE(statement.step());
  EXPECT_EQ(statement.integer(0), 7);
}

TEST(VersionedDatabase, ASqlErrorLeavesTheFileNew) {
  const TempDir dir;
  EXPECT_THROW(open_versioned_database(
                   dir / "a.db", {.version = 2, .create = "CREATE TABLE a (b); CREATE nonsense"}),
               Error);
  EXPECT_EQ(open_versioned_database(dir / "a.db", tables).user_version(), 2);
}

}  // namespace
}  // namespace gitctx

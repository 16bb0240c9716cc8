#include "base/database.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

std::int64_t count_rows(Database& database) {
  Statement statement = database.prepare("SELECT count(*) FROM pairs");
  statement.step();
  return statement.integer(0);
}

TEST(Database, KeepsWhatWasWritten) {
  const TempDir dir;
  const auto path = dir.path() / "new" / "folder" / "a.db";
  const std::string bytes("\0\1\2", 3);
  {
    Database database = Database::open(path);
    EXPECT_EQ(database.user_version(), 0);
    database.execute("CREATE TABLE pairs (key TEXT PRIMARY KEY, value BLOB, weight REAL)");
    database.set_user_version(3);
    database.prepare("INSERT INTO pairs VALUES (?, ?, ?)")
        .bind(1, "k")
        .bind(2, std::as_bytes(std::span(bytes)))
        .bind(3, 0.5)
        .run();
    EXPECT_EQ(database.changes(), 1u);
  }
  Database database = Database::open(path);
  EXPECT_EQ(database.user_version(), 3);
  Statement statement = database.prepare("SELECT key, value, weight, NULL FROM pairs");
  ASSERT_TRUE(statement.step());
  EXPECT_EQ(statement.text(0), "k");
  EXPECT_TRUE(std::ranges::equal(statement.blob(1), std::as_bytes(std::span(bytes))));
  EXPECT_EQ(statement.real(2), 0.5);
  EXPECT_TRUE(statement.is_null(3));
  EXPECT_FALSE(statement.step());
}

TEST(Database, TakesBackATransactionThatWasNotCommitted) {
  const TempDir dir;
  Database database = Database::open(dir.path() / "a.db");
  database.execute("CREATE TABLE pairs (key INTEGER)");
  {
    const Database::Transaction transaction(database);
    database.execute("INSERT INTO pairs VALUES (1)");
  }
  EXPECT_EQ(count_rows(database), 0);
  {
    Database::Transaction transaction(database);
    database.execute("INSERT INTO pairs VALUES (1)");
    transaction.commit();
  }
  EXPECT_EQ(count_rows(database), 1);
}

TEST(Database, RefusesAFileThatIsNone) {
  const TempDir dir;
  const auto path = dir.path() / "a.db";
  std::ofstream(path) << std::string(4096, 'x');
  try {
    Database::open(path);
    FAIL() << "opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_NE(error.message().find("a.db"), std::string::npos) << error.message();
    EXPECT_EQ(error.hint(), "Move the file away; a new one is created");
  }
}

TEST(Database, SaysWhenTheFolderCannotBeMade) {
  const TempDir dir;
  std::ofstream(dir.path() / "file") << "no folder";
  EXPECT_THROW(Database::open(dir.path() / "file" / "a.db"), Error);
}

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

#include "base/database.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
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

namespace fs = std::filesystem;

/// A SQLite connection without the restrictions of Database.
class PlainSqlite {
 public:
  explicit PlainSqlite(const fs::path& path) {
    sqlite3* opened = nullptr;
    sqlite3_open(path.c_str(), &opened);
    database_.reset(opened);
  }
  void run(const std::string& sql) {
    char* message = nullptr;
    sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, &message);
    EXPECT_EQ(message, nullptr) << sql << ": " << message;
    sqlite3_free(message);
  }

 private:
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database_{nullptr, sqlite3_close};
};

std::string big_endian(std::size_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

/// A database with a journal that changes no page and ends with the name of a super-journal.
void make_super_journal(const fs::path& path, const std::string& victim) {
  PlainSqlite(path).run("CREATE TABLE pairs (key INTEGER)");
  constexpr std::size_t page = 4096;
  const std::string magic("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
  std::string journal = magic + big_endian(0) + big_endian(0) +
                        big_endian(fs::file_size(path) / page) + big_endian(512) + big_endian(page);
  journal.resize(512, '\0');
  std::size_t sum = 0;
  for (const char c : victim) sum += static_cast<unsigned char>(c);
  journal += big_endian(0x40000000 / page + 1) + victim + big_endian(victim.size());
  std::ofstream(path.string() + "-journal") << journal + big_endian(sum) + magic;
}

std::string message_of(const std::function<void()>& function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_TRUE(error.hint().starts_with("Move the file ")) << error.hint();
    return error.message();
  }
  return "no error";
}

TEST(HostileDatabase, AJournalRemovesNoOtherFile) {
  const TempDir dir;
  const fs::path victim = dir.write("victim", "precious");
  const std::string path = (dir / "a.db").string();
  for (int time = 0; time < 2; ++time) {
    make_super_journal(path, victim);
    EXPECT_EQ(message_of([&] { Database::open(path); }),
              "cannot open " + path + ": its journal asks to remove another file");
    EXPECT_EQ(read_file(victim), "precious");
    fs::remove(path);
    fs::remove(path + "-journal");
  }
  make_super_journal(path, victim);
  PlainSqlite(path).run("SELECT * FROM pairs");
  EXPECT_FALSE(fs::exists(victim)) << "SQLite does not obey the journal of this test";
}

TEST(HostileDatabase, TheJournalOfALinkedFileIsTheOneOfItsTarget) {
  const TempDir dir;
  const fs::path victim = dir.write("victim", "precious");
  make_super_journal(dir / "a.db", victim);
  fs::create_directory(dir / "sub");
  fs::create_symlink(dir / "a.db", dir / "sub" / "link.db");
  EXPECT_NE(message_of([&] { Database::open(dir / "sub" / "link.db"); }), "no error");
  EXPECT_TRUE(fs::exists(victim));
}

TEST(HostileDatabase, AHardLinkInAGuardedFolderIsRefused) {
  const TempDir dir;
  guard_folder(dir / "repo");
  fs::create_directory(dir / "repo");
  PlainSqlite(dir / "other.db").run("CREATE TABLE pairs (key TEXT)");
  const std::string other = read_file(dir / "other.db");
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    const fs::path link = (dir / "repo" / "a.db").string() + suffix;
    fs::create_hard_link(dir / "other.db", link);
    EXPECT_EQ(message_of([&] { Database::open(dir / "repo" / "a.db"); }),
              "cannot open " + link.string() + ": it is a hard link to another file");
    fs::remove(link);
  }
  EXPECT_EQ(read_file(dir / "other.db"), other);
  EXPECT_EQ(message_of([&] { Database::open(dir / "repo" / "a.db"); }), "no error");
}

TEST(HostileDatabase, TheJournalOfAKilledRunIsRolledBack) {
  const TempDir dir;
  {
    PlainSqlite running(dir / "running.db");
    running.run("PRAGMA cache_size = 1; CREATE TABLE pairs (key TEXT)");
    running.run("INSERT INTO pairs VALUES ('before')");
    running.run("BEGIN; UPDATE pairs SET key = 'during'");
    running.run(
        "INSERT INTO pairs WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
        "LIMIT 200) SELECT hex(zeroblob(500)) FROM n");
    for (const char* suffix : {"", "-journal"})
      fs::copy_file((dir / "running.db").string() + suffix, (dir / "killed.db").string() + suffix);
  }
  ASSERT_GT(fs::file_size(dir / "killed.db"), 50'000u) << "the transaction wrote to the file";
  Database database = Database::open(dir / "killed.db");
  EXPECT_EQ(count_rows(database), 1);
  Statement statement = database.prepare("SELECT key FROM pairs");
  ASSERT_TRUE(statement.step());
  EXPECT_EQ(statement.text(0), "before");
  EXPECT_FALSE(fs::exists((dir / "killed.db").string() + "-journal"));
}

TEST(HostileDatabase, OnlyPlainTablesAndIndexesAreOpened) {
  for (const char* sql :
       {"CREATE VIEW pairs AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS key FROM n",
        "CREATE TABLE pairs (key); CREATE TRIGGER t AFTER INSERT ON pairs BEGIN "
        "DELETE FROM pairs; END",
        "CREATE TABLE pairs (a, key TEXT AS (hex(zeroblob(30000000))))",
        "CREATE TABLE pairs (a, key TEXT AS (a || a))",
        "CREATE TABLE pairs (key DEFAULT (hex(zeroblob(30000000))))",
        "CREATE TABLE pairs (key CHECK (length(hex(key)) > 0))",
        "CREATE TABLE pairs (key); CREATE INDEX i ON pairs (hex(key))",
        "CREATE TABLE pairs (key); CREATE INDEX i ON pairs (key) WHERE key > 'a'"}) {
    const TempDir dir;
    PlainSqlite(dir / "a.db").run(sql);
    EXPECT_EQ(message_of([&] { Database::open(dir / "a.db"); }),
              "cannot use " + (dir / "a.db").string() +
                  ": it has a view, a trigger or an expression, but gitctx creates none")
        << sql;
  }
  const TempDir dir;
  PlainSqlite(dir / "a.db")
      .run(
          "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);"
          "CREATE TABLE pairs (key INTEGER REFERENCES a (id), b, PRIMARY KEY (key, b)) "
          "WITHOUT ROWID; CREATE INDEX i ON pairs (b, key); ALTER TABLE a ADD COLUMN c");
  Database database = Database::open(dir / "a.db");
  EXPECT_EQ(count_rows(database), 0);
  database.execute("VACUUM");
}

TEST(HostileDatabase, ASchemaWithVeryManyEntriesIsRefusedAtOnce) {
  const TempDir dir;
  PlainSqlite(dir / "a.db")
      .run(
          "PRAGMA writable_schema = 1; INSERT INTO sqlite_schema WITH RECURSIVE n (i) AS (VALUES "
          "(1) "
          "UNION ALL SELECT i + 1 FROM n LIMIT 30000) SELECT 'table', 't' || i, 't' || i, 2, "
          "'CREATE TABLE t' || i || ' (a)' FROM n");
  EXPECT_NE(message_of([&] { Database::open(dir / "a.db"); }), "no error");
}

TEST(HostileDatabase, AStatementEnds) {
  const TempDir dir;
  const std::string path = (dir / "a.db").string();
  Database database = Database::open(path, {.steps = 50'000});
  constexpr const char* endless =
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) ";
  const std::string message = "cannot use " + path + ": a query does not end";
  const std::string sum = endless + std::string("SELECT sum(i) FROM n");
  EXPECT_EQ(message_of([&] { database.execute(sum.c_str()); }), message);
  EXPECT_EQ(message_of([&] { database.prepare(sum).step(); }), message);
  EXPECT_EQ(message_of([&] { database.prepare(endless + std::string("SELECT i FROM n")).run(); }),
            message)
      << "row by row";
  // Each run of a statement has the whole limit.
  Statement again = database.prepare(endless + std::string("SELECT i FROM n LIMIT 500"));
  for (int run = 0; run < 20; ++run) again.run();
}

TEST(HostileDatabase, AHugeValueIsNotRead) {
  const TempDir dir;
  PlainSqlite(dir / "a.db")
      .run("CREATE TABLE pairs (key); INSERT INTO pairs VALUES (zeroblob(3000))");
  Database wide = Database::open(dir / "a.db", {.value_bytes = 4000});
  EXPECT_TRUE(wide.prepare("SELECT key FROM pairs").step());
  Database narrow = Database::open(dir / "a.db", {.value_bytes = 2000});
  const std::string message = "cannot use " + (dir / "a.db").string() + ": a value is too large";
  EXPECT_EQ(message_of([&] { narrow.prepare("SELECT key FROM pairs").step(); }), message);
  EXPECT_EQ(message_of([&] { narrow.execute("INSERT INTO pairs VALUES (hex(zeroblob(1500)))"); }),
            message);
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

TEST(VersionedDatabase, FinishesAnUpgradeOnceAndInOneTransaction) {
  const TempDir dir;
  const fs::path path = dir / "a.db";
  static int finished = 0;
  static bool fails = false;
  finished = 0;
  fails = true;
  const DatabaseTables first{.version = 1, .create = "CREATE TABLE pairs (key TEXT)"};
  const DatabaseTables second{.version = 2,
                              .create = "CREATE TABLE pairs (key TEXT, seal INTEGER)",
                              .upgrade = "ALTER TABLE pairs ADD COLUMN seal INTEGER",
                              .finish_upgrade = [](Database& database) {
                                ++finished;
                                if (fails) {
                                  throw Error(ErrorCode::failure, "fails", "Move the file x");
                                }
                                database.execute("UPDATE pairs SET seal = 7");
                              }};
  open_versioned_database(path, first).execute("INSERT INTO pairs VALUES ('a')");
  EXPECT_EQ(message_of([&] { open_versioned_database(path, second); }), "fails");
  EXPECT_EQ(Database::open(path).user_version(), 1);
  fails = false;
  for (int time = 0; time < 2; ++time) {
    Database database = open_versioned_database(path, second);
    Statement rows = database.prepare("SELECT key, seal FROM pairs");
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.integer(1), 7);
  }
  open_versioned_database(dir / "new.db", second);
  EXPECT_EQ(finished, 2) << "new tables need no upgrade";
}

TEST(RowSeal, DependsOnEachValueAndItsPlace) {
  const std::vector<RowSeal> seals{
      RowSeal(),
      RowSeal().add(""),
      RowSeal().add("").add(""),
      RowSeal().add("ab").add("c"),
      RowSeal().add("a").add("bc"),
      RowSeal().add("abc"),
      RowSeal().add(std::int64_t{1}).add(std::int64_t{2}),
      RowSeal().add(std::int64_t{2}).add(std::int64_t{1}),
      RowSeal().add(1.0),
      RowSeal().add(2.0),
  };
  std::set<std::int64_t> values;
  for (const RowSeal& seal : seals) values.insert(seal.value());
  EXPECT_EQ(values.size(), seals.size());
  EXPECT_EQ(RowSeal().add(-0.0).value(), RowSeal().add(0.0).value()) << "SQLite keeps no -0.0";
}

TEST(RowSeal, IsNotInARowWithoutIt) {
  Database database = Database::open(":memory:");
  database.execute("CREATE TABLE rows (seal INTEGER)");
  const RowSeal seal = RowSeal().add("key");
  const auto is_in_row = [&] {
    Statement row = database.prepare("SELECT seal FROM rows");
    EXPECT_TRUE(row.step());
    return seal.is_in(row, 0);
  };
  database.prepare("INSERT INTO rows VALUES (?)").bind(1, seal.value()).run();
  EXPECT_TRUE(is_in_row());
  for (const char* const other : {"NULL", "0", "'text'", "1.5"}) {
    database.execute((std::string("UPDATE rows SET seal = ") + other).c_str());
    EXPECT_FALSE(is_in_row()) << other;
  }
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

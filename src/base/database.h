#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"

struct sqlite3;
struct sqlite3_stmt;

namespace gitctx {

/// The limits of one statement. They exist because a malicious file could keep a reader busy.
/// Reading a million embeddings takes about ten million steps, and 10^9 steps take about ten
/// seconds.
struct DatabaseLimits {
  std::uint64_t steps = 1'000'000'000;  ///< maximum number of SQLite VM instructions
  int value_bytes = 64 << 20;           ///< maximum size of a text, a blob or a row
};

/// A prepared statement of a Database. The database must outlive the statement. Parameters are
/// numbered from 1, columns from 0, as in SQLite.
class Statement {
 public:
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::span<const std::byte> blob);
  Statement& bind(int parameter, const char* text) {
    return bind(parameter, std::string_view(text));
  }

  /// Moves to the next row. Returns false after the last row; then the statement can be bound
  /// again.
  bool step();
  /// Runs a statement that returns no rows.
  void run();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  /// The bytes of a column, valid until the next step().
  std::span<const std::byte> blob(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  /// The number of steps that the running statement has taken, and the maximum number of steps.
  struct Work {
    std::uint64_t steps = 0;
    std::uint64_t most_steps = 0;
  };
  Statement(sqlite3_stmt* statement, Work* work) : statement_(statement), work_(work) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  Work* work_;
  std::uint64_t steps_ = 0;  ///< number of steps since the statement began
};

/// A SQLite file, for caches and histories. The index does not use SQLite. A Database must be used
/// by one thread at a time. Several processes may have the file open; a writer waits up to ten
/// seconds for another writer. Committed changes survive a kill of the process. Throws
/// Error(failure) for a damaged file, a file that is not a database, a full disk, or a statement
/// that exceeds the limits. Throws Error(permission) if access to the file is denied.
///
/// A stranger may have made the file. So open() refuses a journal that names another file, because
/// SQLite would remove that file. open() also refuses views, triggers, virtual tables and
/// expressions, which could run for ever or fill the memory. Only tables and indexes of plain
/// columns are accepted.
class Database {
 public:
  /// Creates the file and the folders above it if they are missing.
  static Database open(const std::filesystem::path& path, const DatabaseLimits& limits = {});

  void execute(const char* sql);
  Statement prepare(std::string_view sql);
  /// The number of rows that the last statement changed.
  std::size_t changes() const;

  /// `PRAGMA user_version`: the version of the tables, 0 in a new file.
  int user_version();
  void set_user_version(int version);

  /// Changes up to commit() are atomic; the destructor rolls back uncommitted changes.
  class Transaction {
   public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

   private:
    Database& database_;
    bool open_ = true;
  };

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Database(sqlite3* database, std::filesystem::path path, std::uint64_t most_steps);
  void restrict_to(const DatabaseLimits& limits);
  void check_schema();

  std::unique_ptr<Statement::Work> work_;
  std::unique_ptr<sqlite3, Close> database_;
  std::filesystem::path path_;
};

/// The seal of a row: a hash of the row's key and values, stored in a column of the row. SQLite
/// does not check the bytes that it reads. Therefore, a query on a damaged file can find a row with
/// another key, or a NULL in a column that is NOT NULL. The seal of such a row does not match its
/// key and values.
class RowSeal {
 public:
  RowSeal& add(std::int64_t number);
  RowSeal& add(double number);
  RowSeal& add(std::string_view text);
  RowSeal& add(const char* text) { return add(std::string_view(text)); }

  std::int64_t value() const { return static_cast<std::int64_t>(hash_.value()); }
  bool is_in(const Statement& row, int column) const {
    return !row.is_null(column) && row.integer(column) == value();
  }

 private:
  StreamingHash64 hash_;
};

struct DatabaseTables {
  int version = 1;
  const char* create;             ///< SQL that creates the tables of this version in an empty file
  const char* upgrade = nullptr;  ///< SQL that converts the tables of the previous version
  /// Called after `upgrade`, in the same transaction, to compute values that SQL cannot compute.
  void (*finish_upgrade)(Database& database) = nullptr;
};

/// Opens a SQLite file, and creates the tables in a new file. Several processes may open the same
/// file at once. Throws Error(failure) if the tables have a version that this program cannot
/// upgrade.
Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables);

}  // namespace gitctx

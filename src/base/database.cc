#include "base/database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <string_view>

#include "base/error.h"
#include "base/guard/guarded_path.h"

namespace gitctx {
namespace {

/// The maximum time that a statement waits for a lock that another process holds.
constexpr int patience_ms = 10'000;

[[noreturn]] void throw_database_error(sqlite3* database, const std::string& what) {
  const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_errcode(database);
  const std::string reason = database == nullptr ? "out of memory" : sqlite3_errmsg(database);
  switch (code) {
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      throw Error(ErrorCode::permission, what + ": " + reason);
    case SQLITE_CANTOPEN:
      throw Error(ErrorCode::permission, what + ": " + reason,
                  "Check that the folder exists and is writable");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      throw Error(ErrorCode::failure, what + ": " + reason,
                  "Move the file away; a new one is created");
    case SQLITE_INTERRUPT:
      throw Error(ErrorCode::failure, what + ": a query does not end",
                  "Move the file away; a new one is created");
    case SQLITE_TOOBIG:
      throw Error(ErrorCode::failure, what + ": a value is too large",
                  "Move the file away; a new one is created");
    case SQLITE_BUSY:
      throw Error(ErrorCode::failure, what + ": another process is writing to it",
                  "Wait until it has finished");
    default:
      throw Error(ErrorCode::failure, what + ": " + reason);
  }
}

void check(int code, sqlite3_stmt* statement) {
  if (code == SQLITE_OK) return;
  sqlite3* database = sqlite3_db_handle(statement);
  const char* file = sqlite3_db_filename(database, nullptr);
  throw_database_error(database, std::string("cannot use ") + (file == nullptr ? "?" : file));
}

constexpr std::string_view in_memory = ":memory:";

/// Creates the file and the missing folders above it. The modes follow the rules of the guarded
/// folder. SQLite gives its journal and log files the mode of the database file. Below a guarded
/// folder, throws Error if the database, its journal or one of its log files is not a regular file,
/// or has a second hard link.
void prepare_database_file(const std::filesystem::path& path, const GuardedPath& place) {
  constexpr const char* what = "cannot open";
  if (place.refuses_links()) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      const std::filesystem::path file = path.string() + suffix;
      const auto found = stat_guarded(file, what);
      if (!found) continue;
      // SQLite writes in place, so through a hard link it would change a file outside the folder.
      if (S_ISREG(found->st_mode) && found->st_nlink > 1) {
        throw Error(ErrorCode::failure,
                    std::string(what) + " " + file.string() + ": it is a hard link to another file",
                    "Move the file away; a new one is created");
      }
      if (S_ISREG(found->st_mode)) continue;
      if (S_ISLNK(found->st_mode)) refuse_link(place, place.path().string() + suffix, what, file);
      throw Error(ErrorCode::failure,
                  std::string(what) + " " + file.string() + ": not a regular file", "Remove it");
    }
  }
  try {
    if (stat_guarded(path, what)) return;
    make_folders(path.parent_path());
    // An existing file must not be opened here, because closing it would release the locks that
    // SQLite holds on the file in another connection of this process.
    open_guarded(path, O_WRONLY | O_CREAT | O_EXCL, what);
  } catch (const Error&) {
    // Either another process has created the file, or SQLite reports why it cannot open the file.
  }
}

/// Throws Error if the journal names a super-journal. Such a journal ends with the name, the length
/// of the name, a checksum and the bytes `magic`. After the rollback, SQLite would remove the file
/// with this name. SQLite writes a name only for transactions over several databases, which gitctx
/// does not use. A journal without a name, which a killed run leaves, is accepted and rolled back.
/// See https://www.sqlite.org/atomiccommit.html, section 5.
void refuse_super_journal(const std::filesystem::path& journal, const std::filesystem::path& path) {
  constexpr std::array<unsigned char, 8> magic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
  constexpr off_t smallest = 16;
  const UniqueFd file = open_guarded_if_present(journal, O_RDONLY | O_NONBLOCK, "cannot open");
  if (!file.is_open()) return;
  struct stat status{};
  std::array<unsigned char, magic.size()> end{};
  if (::fstat(file.get(), &status) != 0 || status.st_size < smallest) return;
  const ssize_t got =
      ::pread(file.get(), end.data(), end.size(), status.st_size - static_cast<off_t>(end.size()));
  if (got != static_cast<ssize_t>(end.size()) || end != magic) return;
  throw Error(
      ErrorCode::failure,
      "cannot open " + path.string() + ": its journal asks to remove another file",
      "Move the file and " + path.filename().string() + "-journal away; a new file is created");
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether `sql`, a statement from the schema of a file, creates a table or an index of plain
/// columns. Returns false for a definition with quotes, operators or deeply nested parentheses,
/// because every expression that computes something needs one of these. For example, `AS (hex(a))`
/// in a table needs a third level of parentheses, and `(hex(a))` in an index needs a second level.
bool is_plain_definition(std::string_view sql) {
  int most_depth = 0;
  if (sql.starts_with("CREATE TABLE ")) most_depth = 2;
  if (sql.starts_with("CREATE INDEX ") || sql.starts_with("CREATE UNIQUE INDEX ")) most_depth = 1;
  int depth = 0;
  for (const char c : sql) {
    if (c == '(' && ++depth > most_depth) return false;
    if (c == ')') --depth;
    if (!is_word(c) && std::string_view(" \t\r\n,()").find(c) == std::string_view::npos)
      return false;
  }
  return most_depth > 0;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value), statement_.get());
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(statement_.get(), parameter, value), statement_.get());
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  check(sqlite3_bind_text64(statement_.get(), parameter, text.data() == nullptr ? "" : text.data(),
                            text.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
        statement_.get());
  return *this;
}

Statement& Statement::bind(int parameter, std::span<const std::byte> blob) {
  check(
      sqlite3_bind_blob64(statement_.get(), parameter, blob.empty() ? "" : (const void*)blob.data(),
                          blob.size(), SQLITE_TRANSIENT),
      statement_.get());
  return *this;
}

bool Statement::step() {
  work_->steps = steps_;
  const int code = sqlite3_step(statement_.get());
  steps_ = code == SQLITE_ROW ? work_->steps : 0;
  if (code == SQLITE_ROW) return true;
  check(sqlite3_reset(statement_.get()), statement_.get());
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text), size);
}

std::span<const std::byte> Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const std::byte*>(bytes), size};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Database::Database(sqlite3* database, std::filesystem::path path, std::uint64_t most_steps)
    : work_(std::make_unique<Statement::Work>(0, most_steps)),
      database_(database),
      path_(std::move(path)) {}

Database Database::open(const std::filesystem::path& path, const DatabaseLimits& limits) {
  const bool is_file = path.native() != in_memory;
  const GuardedPath place = is_file ? find_guard(path) : GuardedPath{};
  if (is_file) prepare_database_file(path, place);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (place.refuses_links()) flags |= SQLITE_OPEN_NOFOLLOW;
  sqlite3* opened = nullptr;
  // SQLITE_OPEN_NOFOLLOW also refuses links above the guarded folder, so `target` is a path in
  // which these links are resolved.
  const std::filesystem::path target = place.refuses_links() ? place.path() : path;
  const int code = sqlite3_open_v2(target.c_str(), &opened, flags, nullptr);
  Database database(opened, path, limits.steps);
  if (code != SQLITE_OK) throw_database_error(opened, "cannot open " + path.string());
  // The check must come before the first statement, because that statement makes SQLite roll back
  // the transaction of the journal.
  if (is_file) {
    const char* const journal = sqlite3_filename_journal(sqlite3_db_filename(opened, "main"));
    refuse_super_journal(journal, path);
  }
  sqlite3_busy_timeout(opened, patience_ms);
  database.restrict_to(limits);
  // SQLite reads the whole schema before the first statement. A schema with very many entries would
  // keep SQLite busy; the schemas of gitctx take a few hundred steps.
  constexpr std::uint64_t most_steps_of_schema = 20'000;
  database.work_->most_steps = most_steps_of_schema;
  // With a write-ahead log, a commit is one append and readers never wait. While another process
  // switches a new file to a write-ahead log, SQLite returns SQLITE_BUSY instead of waiting, so the
  // statement is retried.
  for (int waited_ms = 0; waited_ms < patience_ms; waited_ms += sqlite3_sleep(5)) {
    if (sqlite3_exec(opened, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) != SQLITE_BUSY)
      break;
  }
  database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.check_schema();
  database.work_->most_steps = limits.steps;
  return database;
}

void Database::restrict_to(const DatabaseLimits& limits) {
  sqlite3* const database = database_.get();
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (const int option : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                           SQLITE_DBCONFIG_ENABLE_VIEW}) {
    sqlite3_db_config(database, option, 0, nullptr);
  }
  constexpr int most_sql_bytes = 1 << 20;
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, limits.value_bytes);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, most_sql_bytes);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 1);  // VACUUM attaches a temporary file
  constexpr int steps_per_call = 1000;
  sqlite3_progress_handler(
      database, steps_per_call,
      [](void* data) {
        auto* const work = static_cast<Statement::Work*>(data);
        work->steps += steps_per_call;
        return work->steps > work->most_steps ? 1 : 0;
      },
      work_.get());
}

void Database::check_schema() {
  // Indexes that SQLite creates for constraints have no SQL.
  Statement rows = prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
  while (rows.step()) {
    if (is_plain_definition(rows.text(0))) continue;
    throw Error(ErrorCode::failure,
                "cannot use " + path_.string() +
                    ": it has a view, a trigger or an expression, but gitctx creates none",
                "Move the file away; a new one is created");
  }
}

void Database::execute(const char* sql) {
  work_->steps = 0;
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw_database_error(database_.get(), "cannot use " + path_.string());
  }
}

Statement Database::prepare(std::string_view sql) {
  work_->steps = 0;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement,
                         nullptr) != SQLITE_OK) {
    throw_database_error(database_.get(), "cannot use " + path_.string());
  }
  return Statement(statement, work_.get());
}

std::size_t Database::changes() const {
  return static_cast<std::size_t>(sqlite3_changes64(database_.get()));
}

int Database::user_version() {
  Statement statement = prepare("PRAGMA user_version");
  statement.step();
  return static_cast<int>(statement.integer(0));
}

void Database::set_user_version(int version) {
  execute(("PRAGMA user_version = " + std::to_string(version)).c_str());
}

Database::Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Database::Transaction::~Transaction() {
  // Even if the rollback fails, the file is unchanged.
  if (open_) sqlite3_exec(database_.database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

RowSeal& RowSeal::add(std::int64_t number) {
  hash_.add(std::as_bytes(std::span(&number, 1)));
  return *this;
}

RowSeal& RowSeal::add(double number) {
  // The addition of 0.0 turns -0.0, which SQLite does not preserve, into 0.0.
  return add(std::bit_cast<std::int64_t>(number + 0.0));
}

RowSeal& RowSeal::add(std::string_view text) {
  add(static_cast<std::int64_t>(text.size()));
  hash_.add(std::as_bytes(std::span(text)));
  return *this;
}

Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables) {
  Database database = Database::open(path);
  const auto sql_for = [&](int version) {
    if (version == 0) return tables.create;
    return version == tables.version - 1 ? tables.upgrade : nullptr;
  };
  if (sql_for(database.user_version()) != nullptr) {
    Database::Transaction transaction(database);
    const int version = database.user_version();
    if (const char* const sql = sql_for(version)) {
      database.execute(sql);
      if (version != 0 && tables.finish_upgrade != nullptr) tables.finish_upgrade(database);
      database.set_user_version(tables.version);
    }
    transaction.commit();
  }
  const int found = database.user_version();
  if (found != tables.version) {
    throw Error(
        ErrorCode::failure,
        fmt::format("cannot use {}: its tables have version {}, this gitctx knows version {}",
                    path.string(), found, tables.version),
        found > tables.version ? "Update gitctx, or move the file away"
                               : "Move the file away; a new one is created");
  }
  return database;
}

}  // namespace gitctx

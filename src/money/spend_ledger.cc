#include "money/spend_ledger.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/database.h"
#include "base/error.h"

namespace gitctx {
namespace {

struct SpendingRow {
  std::string day;
  std::string provider;
  std::string model;
  std::int64_t requests = 0;
  std::int64_t tokens = 0;
  std::int64_t picodollars = 0;
  bool is_intact = false;
};

struct ReservedRow {
  std::int64_t run = 0;
  std::string day;
  std::int64_t picodollars = 0;
  bool is_intact = false;
};

RowSeal seal_of(const SpendingRow& row) {
  return RowSeal()
      .add(row.day)
      .add(row.provider)
      .add(row.model)
      .add(row.requests)
      .add(row.tokens)
      .add(row.picodollars);
}

RowSeal seal_of(const ReservedRow& row) {
  return RowSeal().add(row.run).add(row.day).add(row.picodollars);
}

constexpr std::string_view select_spending =
    "SELECT day, provider, model, requests, tokens, picodollars, seal FROM spending";
constexpr std::string_view select_reserved = "SELECT run, day, picodollars, seal FROM reserved";

/// The row that a statement with select_spending returns.
SpendingRow spending_of(const Statement& statement) {
  SpendingRow row{.day = statement.text(0),
                  .provider = statement.text(1),
                  .model = statement.text(2),
                  .requests = statement.integer(3),
                  .tokens = statement.integer(4),
                  .picodollars = statement.integer(5)};
  row.is_intact = seal_of(row).is_in(statement, 6);
  return row;
}

/// The row that a statement with select_reserved returns.
ReservedRow reserved_of(const Statement& statement) {
  ReservedRow row{
      .run = statement.integer(0), .day = statement.text(1), .picodollars = statement.integer(2)};
  row.is_intact = seal_of(row).is_in(statement, 3);
  return row;
}

void write(Database& database, const SpendingRow& row) {
  database.prepare("INSERT OR REPLACE INTO spending VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(1, row.day)
      .bind(2, row.provider)
      .bind(3, row.model)
      .bind(4, row.requests)
      .bind(5, row.tokens)
      .bind(6, row.picodollars)
      .bind(7, seal_of(row).value())
      .run();
}

void write(Database& database, const ReservedRow& row) {
  database.prepare("INSERT OR REPLACE INTO reserved VALUES (?, ?, ?, ?)")
      .bind(1, row.run)
      .bind(2, row.day)
      .bind(3, row.picodollars)
      .bind(4, seal_of(row).value())
      .run();
}

/// Seals the rows of version 1, which are assumed to be intact.
void seal_rows(Database& database) {
  std::vector<SpendingRow> spending;
  std::vector<ReservedRow> reserved;
  {
    Statement rows = database.prepare(select_spending);
    while (rows.step()) spending.push_back(spending_of(rows));
    Statement runs = database.prepare(select_reserved);
    while (runs.step()) reserved.push_back(reserved_of(runs));
  }
  for (const SpendingRow& row : spending) write(database, row);
  for (const ReservedRow& row : reserved) write(database, row);
}

constexpr DatabaseTables tables{.version = 2,
                                .create = R"(
  CREATE TABLE spending (
    day TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    requests INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    picodollars INTEGER NOT NULL,
    seal INTEGER,
    PRIMARY KEY (day, provider, model)
  ) WITHOUT ROWID;
  CREATE TABLE reserved (
    run INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    picodollars INTEGER NOT NULL,
    seal INTEGER
  );
)",
                                .upgrade = R"(
  ALTER TABLE spending ADD COLUMN seal INTEGER;
  ALTER TABLE reserved ADD COLUMN seal INTEGER;
)",
                                .finish_upgrade = seal_rows};

constexpr double picodollars_per_usd = 1e12;
/// Larger amounts are clamped to this amount. The sum of two such amounts, in picodollars, fits
/// into 64 bits.
constexpr double most_usd = 4e6;

std::int64_t to_picodollars(double usd) {
  return std::llround(std::clamp(usd, -most_usd, most_usd) * picodollars_per_usd);
}

/// The sum; if it does not fit, the largest number.
std::int64_t sum_of(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

double to_usd(std::int64_t picodollars) {
  return static_cast<double>(picodollars) / picodollars_per_usd;
}

}  // namespace

SpendLedger::SpendLedger(Database database, std::filesystem::path file, Clock now)
    : database_(std::move(database)), file_(std::move(file)), now_(std::move(now)) {}

SpendLedger SpendLedger::open(const std::filesystem::path& path, Clock now) {
  SpendLedger ledger(open_versioned_database(path, tables), path, std::move(now));
  ledger.check_all();
  ledger.database_.prepare("DELETE FROM reserved WHERE day < ?").bind(1, ledger.today()).run();
  return ledger;
}

void SpendLedger::throw_damaged() const {
  throw Error(ErrorCode::failure,
              fmt::format("cannot use {}: an amount in it is damaged", file_.string()),
              "Move the file away; a new one is created, and the spending of today counts from 0");
}

/// Checks all rows, because a query for today would miss a row whose day is damaged.
void SpendLedger::check_all() {
  Statement spending = database_.prepare(select_spending);
  while (spending.step()) {
    if (!spending_of(spending).is_intact) throw_damaged();
  }
  Statement reserved = database_.prepare(select_reserved);
  while (reserved.step()) {
    if (!reserved_of(reserved).is_intact) throw_damaged();
  }
}

std::string SpendLedger::today() const {
  return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::seconds>(now_()));
}

void SpendLedger::book(const Spending& spending) {
  SpendingRow row{.day = today(), .provider = spending.provider, .model = spending.model};
  {
    Statement find = database_.prepare(
        fmt::format("{} WHERE day = ? AND provider = ? AND model = ?", select_spending));
    find.bind(1, row.day).bind(2, row.provider).bind(3, row.model);
    if (find.step()) {
      const SpendingRow found = spending_of(find);
      const bool is_wanted =
          found.day == row.day && found.provider == row.provider && found.model == row.model;
      if (!found.is_intact || !is_wanted) throw_damaged();
      row = found;
    }
  }
  row.requests = sum_of(row.requests, 1);
  row.tokens = sum_of(row.tokens, static_cast<std::int64_t>(spending.tokens));
  row.picodollars = sum_of(row.picodollars, to_picodollars(spending.usd));
  write(database_, row);
}

std::int64_t SpendLedger::paid_today() {
  Statement rows = database_.prepare(fmt::format("{} WHERE day = ?", select_spending));
  rows.bind(1, today());
  std::int64_t sum = 0;
  while (rows.step()) {
    const SpendingRow row = spending_of(rows);
    if (!row.is_intact || row.day != today()) throw_damaged();
    sum = sum_of(sum, row.picodollars);
  }
  return sum;
}

std::int64_t SpendLedger::reserved_today() {
  Statement rows = database_.prepare(fmt::format("{} WHERE day = ?", select_reserved));
  rows.bind(1, today());
  std::int64_t sum = 0;
  while (rows.step()) {
    const ReservedRow row = reserved_of(rows);
    if (!row.is_intact) throw_damaged();
    sum = sum_of(sum, row.picodollars);
  }
  return sum;
}

void SpendLedger::change_reservation(std::int64_t run, std::int64_t picodollars) {
  ReservedRow row{.run = run, .day = today()};
  {
    Statement find = database_.prepare(fmt::format("{} WHERE run = ?", select_reserved));
    if (find.bind(1, run).step()) {
      const ReservedRow found = reserved_of(find);
      if (!found.is_intact || found.run != run) throw_damaged();
      row.picodollars = found.picodollars;
      // If a reservation ends, the other reservations of the run still count for the day in the
      // row.
      if (picodollars <= 0) row.day = found.day;
    } else if (picodollars <= 0) {
      return;
    }
  }
  row.picodollars = std::max<std::int64_t>(0, sum_of(row.picodollars, picodollars));
  write(database_, row);
}

double SpendLedger::spent_today() {
  const std::lock_guard lock(*mutex_);
  return to_usd(paid_today());
}

std::optional<double> SpendLedger::reserve(std::int64_t run, double usd,
                                           std::optional<double> limit) {
  const std::lock_guard lock(*mutex_);
  Database::Transaction transaction(database_);
  if (limit) {
    const std::int64_t counted = sum_of(paid_today(), reserved_today());
    if (sum_of(counted, to_picodollars(usd)) > to_picodollars(*limit)) return to_usd(counted);
  }
  change_reservation(run, to_picodollars(usd));
  transaction.commit();
  return std::nullopt;
}

void SpendLedger::settle(std::int64_t run, double reserved, const Spending* actual) {
  const std::lock_guard lock(*mutex_);
  Database::Transaction transaction(database_);
  change_reservation(run, -to_picodollars(reserved));
  if (actual != nullptr) book(*actual);
  transaction.commit();
}

void SpendLedger::close(std::int64_t run) {
  const std::lock_guard lock(*mutex_);
  database_.prepare("DELETE FROM reserved WHERE run = ?").bind(1, run).run();
}

}  // namespace gitctx

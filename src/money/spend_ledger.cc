#include "money/spend_ledger.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <cmath>

#include "base/database.h"

namespace gitctx {
namespace {

constexpr DatabaseTables tables{.version = 1, .create = R"(
  CREATE TABLE spending (
    day TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    requests INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    picodollars INTEGER NOT NULL,
    PRIMARY KEY (day, provider, model)
  ) WITHOUT ROWID;
  CREATE TABLE reserved (
    run INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    picodollars INTEGER NOT NULL
  );
)"};

constexpr double picodollars_per_usd = 1e12;
/// Larger amounts are clamped to this amount. The sum of two such amounts, in picodollars, fits
/// into 64 bits.
constexpr double most_usd = 4e6;

std::int64_t to_picodollars(double usd) {
  return std::llround(std::clamp(usd, -most_usd, most_usd) * picodollars_per_usd);
}

double to_usd(std::int64_t picodollars) {
  return static_cast<double>(picodollars) / picodollars_per_usd;
}

}  // namespace

SpendLedger::SpendLedger(Database database, Clock now)
    : database_(std::move(database)), now_(std::move(now)) {}

SpendLedger SpendLedger::open(const std::filesystem::path& path, Clock now) {
  SpendLedger ledger(open_versioned_database(path, tables), std::move(now));
  ledger.database_.prepare("DELETE FROM reserved WHERE day < ?").bind(1, ledger.today()).run();
  return ledger;
}

std::string SpendLedger::today() const {
  return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::seconds>(now_()));
}

void SpendLedger::book(const Spending& spending) {
  database_
      .prepare(
          "INSERT INTO spending VALUES (?1, ?2, ?3, 1, ?4, ?5) "
          "ON CONFLICT DO UPDATE SET requests = requests + 1, tokens = tokens + ?4, "
          "picodollars = picodollars + ?5")
      .bind(1, today())
      .bind(2, spending.provider)
      .bind(3, spending.model)
      .bind(4, static_cast<std::int64_t>(spending.tokens))
      .bind(5, to_picodollars(spending.usd))
      .run();
}

std::int64_t SpendLedger::paid_today() {
  Statement sum = database_.prepare("SELECT sum(picodollars) FROM spending WHERE day = ?");
  sum.bind(1, today()).step();
  return sum.integer(0);
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
    Statement sum = database_.prepare("SELECT sum(picodollars) FROM reserved WHERE day = ?");
    sum.bind(1, today()).step();
    const std::int64_t counted = paid_today() + sum.integer(0);
    if (counted + to_picodollars(usd) > to_picodollars(*limit)) return to_usd(counted);
  }
  database_
      .prepare(
          "INSERT INTO reserved VALUES (?1, ?2, ?3) "
          "ON CONFLICT DO UPDATE SET day = ?2, picodollars = picodollars + ?3")
      .bind(1, run)
      .bind(2, today())
      .bind(3, to_picodollars(usd))
      .run();
  transaction.commit();
  return std::nullopt;
}

void SpendLedger::settle(std::int64_t run, double reserved, const Spending* actual) {
  const std::lock_guard lock(*mutex_);
  Database::Transaction transaction(database_);
  database_.prepare("UPDATE reserved SET picodollars = max(0, picodollars - ?2) WHERE run = ?1")
      .bind(1, run)
      .bind(2, to_picodollars(reserved))
      .run();
  if (actual != nullptr) book(*actual);
  transaction.commit();
}

void SpendLedger::close(std::int64_t run) {
  const std::lock_guard lock(*mutex_);
  database_.prepare("DELETE FROM reserved WHERE run = ?").bind(1, run).run();
}

}  // namespace gitctx

#include "money/spend_ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/database.h"
#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

/// Books the cost of a request for which nothing was reserved.
void book(SpendLedger& ledger, const Spending& spending) { ledger.settle(1, 0, &spending); }

constexpr auto morning = std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 9h;

TEST(SpendLedger, AddsUpExactlyByDayAndModel) {
  const TempDir dir;
  auto now = std::chrono::system_clock::time_point(morning);
  SpendLedger ledger = SpendLedger::open(dir / "spend.db", [&] { return now; });
  EXPECT_EQ(ledger.spent_today(), 0);
  for (int i = 0; i < 1000; ++i) {
    book(ledger, {.provider = "openai", .model = "small", .tokens = 3, .usd = 0.1e-6});
  }
  book(ledger, {.provider = "anthropic", .model = "haiku", .tokens = 5, .usd = 0.25});
  EXPECT_EQ(ledger.spent_today(), 0.2501);

  now += 15h;  // midnight
  EXPECT_EQ(ledger.spent_today(), 0);
  book(ledger, {.provider = "openai", .model = "small", .tokens = 1, .usd = 1});
  Database file = Database::open(dir / "spend.db");
  Statement rows = file.prepare("SELECT * FROM spending ORDER BY day DESC, provider");
  std::vector<std::string> written;
  while (rows.step()) {
    written.push_back(rows.text(0));
    for (int column = 1; column < 6; ++column) written.back() += " " + rows.text(column);
  }
  EXPECT_EQ(written, (std::vector<std::string>{"2026-11-27 openai small 1 1 1000000000000",
                                               "2026-11-26 anthropic haiku 1 5 250000000000",
                                               "2026-11-26 openai small 1000 3000 100000000"}));
}

TEST(SpendLedger, IsKeptAndSharedByAllThatOpenTheFile) {
  const TempDir dir;
  SpendLedger first = SpendLedger::open(dir / "spend.db");
  SpendLedger second = SpendLedger::open(dir / "spend.db");
  book(first, {.usd = 0.5});
  book(second, {.usd = 0.25});
  EXPECT_EQ(first.spent_today(), 0.75);
  EXPECT_EQ(SpendLedger::open(dir / "spend.db").spent_today(), 0.75);
}

TEST(SpendLedger, LosesNothingWhenManyThreadsAdd) {
  const TempDir dir;
  SpendLedger ledger = SpendLedger::open(dir / "spend.db");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 50; ++j) book(ledger, {.model = "m", .tokens = 1, .usd = 0.01});
      });
    }
  }
  EXPECT_EQ(ledger.spent_today(), 2);
}

/// A ledger with $3 spent today on two models, $2 spent yesterday, and $1 reserved for the run 7.
void write_ledger(const std::filesystem::path& file) {
  auto now = std::chrono::system_clock::time_point(morning) - 24h;
  SpendLedger ledger = SpendLedger::open(file, [&] { return now; });
  book(ledger, {.provider = "openai", .model = "small", .tokens = 3, .usd = 2});
  now += 24h;
  book(ledger, {.provider = "openai", .model = "small", .tokens = 3, .usd = 2});
  book(ledger, {.provider = "openai", .model = "large", .tokens = 3, .usd = 1});
  EXPECT_FALSE(ledger.reserve(7, 1, std::nullopt));
}

SpendLedger open_in_the_morning(const std::filesystem::path& file) {
  return SpendLedger::open(file, [] { return std::chrono::system_clock::time_point(morning); });
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.message();
  }
  return "no error";
}

// A lost or lower amount would let a run spend more than the budget.
TEST(SpendLedger, ADamagedRowIsRefused) {
  // Tables without constraints accept the values that a damaged file can hold.
  const std::string spending =
      "(day TEXT, provider TEXT, model TEXT, requests INTEGER, tokens INTEGER,"
      " picodollars INTEGER, seal INTEGER);";
  const std::string reserved = "(run INTEGER, day TEXT, picodollars INTEGER, seal INTEGER);";
  const std::string loose = "CREATE TABLE kept_spending " + spending +
                            "CREATE TABLE kept_reserved " + reserved +
                            "INSERT INTO kept_spending SELECT * FROM spending; DROP TABLE spending;"
                            "INSERT INTO kept_reserved SELECT * FROM reserved; DROP TABLE reserved;"
                            "CREATE TABLE spending " +
                            spending + "CREATE TABLE reserved " + reserved +
                            "INSERT INTO spending SELECT * FROM kept_spending;"
                            "INSERT INTO reserved SELECT * FROM kept_reserved";
  const std::string large = " WHERE day = '2026-11-26' AND model = 'large'";
  const std::vector<std::string> damages{
      "UPDATE spending SET picodollars = 1" + large,
      "UPDATE spending SET picodollars = NULL" + large,
      "UPDATE spending SET picodollars = -picodollars" + large,
      "UPDATE spending SET day = '2026-11-25'" + large, "UPDATE spending SET day = NULL" + large,
      "UPDATE spending SET provider = 'voyage'" + large,
      "UPDATE spending SET model = 'largf'" + large, "UPDATE spending SET requests = 0" + large,
      "UPDATE spending SET tokens = NULL" + large, "UPDATE spending SET seal = NULL" + large,
      "UPDATE spending SET seal = 3 - seal" + large,
      // The amounts, or the seals, of two rows are swapped.
      "UPDATE spending SET picodollars = 3000000000000 - picodollars WHERE day = '2026-11-26'",
      "UPDATE spending SET seal = (SELECT seal FROM kept_spending WHERE model = 'small' AND day ="
      " '2026-11-26')" +
          large,
      "UPDATE reserved SET picodollars = 0", "UPDATE reserved SET picodollars = NULL",
      "UPDATE reserved SET day = '2026-11-25'", "UPDATE reserved SET run = 8",
      "UPDATE reserved SET seal = NULL"};
  for (const std::string& damage : damages) {
    const TempDir dir;
    const auto file = dir / "spend.db";
    write_ledger(file);
    Database::open(file).execute(loose.c_str());
    {
      SpendLedger whole = open_in_the_morning(file);
      EXPECT_EQ(whole.spent_today(), 3) << damage;
      EXPECT_EQ(whole.reserve(8, 1, 4.5), 4) << damage;
    }
    SpendLedger opened = open_in_the_morning(file);
    Database::open(file).execute(damage.c_str());
    EXPECT_EQ(message_of([&] { open_in_the_morning(file); }),
              "cannot use " + file.string() + ": an amount in it is damaged")
        << damage;
    const bool is_hidden = damage.contains("day = NULL") || damage.contains("'2026-11-25'");
    if (is_hidden) continue;
    EXPECT_THROW(opened.reserve(8, 1, 100), Error) << damage;
  }
}

TEST(SpendLedger, ReadsALedgerOfVersion1) {
  const TempDir dir;
  const auto file = dir / "spend.db";
  {
    Database old = Database::open(file);
    old.execute(
        "CREATE TABLE spending (day TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,"
        " requests INTEGER NOT NULL, tokens INTEGER NOT NULL, picodollars INTEGER NOT NULL,"
        " PRIMARY KEY (day, provider, model)) WITHOUT ROWID;"
        "CREATE TABLE reserved (run INTEGER PRIMARY KEY, day TEXT NOT NULL,"
        " picodollars INTEGER NOT NULL);"
        "INSERT INTO spending VALUES ('2026-11-26', 'openai', 'small', 1, 3, 2000000000000);"
        "INSERT INTO reserved VALUES (7, '2026-11-26', 1000000000000)");
    old.set_user_version(1);
  }
  for (int opened = 0; opened < 2; ++opened) {
    SpendLedger ledger = open_in_the_morning(file);
    EXPECT_EQ(ledger.spent_today(), 2 + opened);
    EXPECT_EQ(ledger.reserve(8, 1, 2.5), 3 + opened) << "the old reservation counts";
    book(ledger, {.provider = "openai", .model = "small", .tokens = 1, .usd = 1});
  }
}

TEST(SpendLedger, AmountsThatDoNotFitStayTheLargest) {
  const TempDir dir;
  SpendLedger ledger = SpendLedger::open(dir / "spend.db");
  for (int i = 0; i < 4; ++i)
    book(ledger, {.model = "m", .tokens = ~std::uint64_t{0} / 2, .usd = 1e9});
  EXPECT_GT(ledger.spent_today(), 9e6);
  EXPECT_TRUE(ledger.reserve(7, 1, 1e6)) << "the limit is exceeded";
}

}  // namespace
}  // namespace gitctx

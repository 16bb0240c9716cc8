#include "money/spend_ledger.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

/// Books the cost of a request that nothing was reserved for.
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

}  // namespace
}  // namespace gitctx

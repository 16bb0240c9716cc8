#include "money/spend_ledger.h"

#include <gtest/gtest.h>

#include <thread>

#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

constexpr auto morning = std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 9h;

TEST(SpendLedger, AddsUpExactlyByDayAndModel) {
  const TempDir dir;
  auto now = std::chrono::system_clock::time_point(morning);
  SpendLedger ledger = SpendLedger::open(dir / "spend.db", [&] { return now; });
  EXPECT_EQ(ledger.spent_today(), 0);
  for (int i = 0; i < 1000; ++i) {
    ledger.add({.provider = "openai", .model = "small", .tokens = 3, .usd = 0.1e-6});
  }
  ledger.add({.provider = "anthropic", .model = "haiku", .tokens = 5, .usd = 0.25});
  EXPECT_EQ(ledger.spent_today(), 0.2501);

  now += 15h;  // midnight
  EXPECT_EQ(ledger.spent_today(), 0);
  ledger.add({.provider = "openai", .model = "small", .tokens = 1, .usd = 1});
  const auto days = ledger.days();
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].day, "2026-11-27");
  EXPECT_EQ(days[0].total.usd, 1);
  EXPECT_EQ(days[1].day, "2026-11-26");
  EXPECT_EQ(days[1].total.provider, "anthropic");
  EXPECT_EQ(days[2].total.model, "small");
  EXPECT_EQ(days[2].total.tokens, 3000u);
  EXPECT_EQ(days[2].total.usd, 0.0001);
  EXPECT_EQ(days[2].requests, 1000u);
}

TEST(SpendLedger, IsKeptAndSharedByAllThatOpenTheFile) {
  const TempDir dir;
  SpendLedger first = SpendLedger::open(dir / "spend.db");
  SpendLedger second = SpendLedger::open(dir / "spend.db");
  first.add({.usd = 0.5});
  second.add({.usd = 0.25});
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
        for (int j = 0; j < 50; ++j) ledger.add({.model = "m", .tokens = 1, .usd = 0.01});
      });
    }
  }
  ASSERT_EQ(ledger.days().size(), 1u);
  EXPECT_EQ(ledger.days()[0].total.tokens, 200u);
  EXPECT_EQ(ledger.spent_today(), 2);
}

}  // namespace
}  // namespace gitctx

#include "money/budget.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

class BudgetTest : public testing::Test {
 protected:
  SpendLedger open_ledger() {
    return SpendLedger::open(dir_ / "spend.db", [this] { return now_; });
  }
  static Spending paid(double usd) {
    return {.provider = "openai", .model = "m", .tokens = 1, .usd = usd};
  }
  static bool takes(Budget& budget, double usd) {
    try {
      budget.reserve(usd);
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::configuration);
      return false;
    }
  }

  TempDir dir_;
  std::chrono::system_clock::time_point now_ =
      std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 23h;
  SpendLedger ledger_ = open_ledger();
};

TEST_F(BudgetTest, RefusesBeforeTheDayIsPassedWithBothNumbers) {
  Budget budget({.usd_per_day = 1}, ledger_);
  budget.reserve(0.6);
  budget.settle(0.6, paid(0.5));
  budget.reserve(0.25);
  try {
    budget.reserve(0.26);
    FAIL() << "reserved";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(),
              "the budget of $1.00 per day would be exceeded: $0.75 is spent or reserved, and the "
              "next request costs up to $0.26");
    EXPECT_EQ(error.hint(),
              "Raise model.budget_usd_per_day, or continue tomorrow (UTC) without paying twice");
  }
  budget.reserve(0.25);
}

TEST_F(BudgetTest, SaysWhereTheLimitOfTheDayIsSet) {
  Budget budget({.usd_per_day = 1, .place_of_day = "/repo/.gitctx/config.yml:2"}, ledger_);
  const auto error = budget.try_reserve(2);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->hint(),
            "Raise model.budget_usd_per_day in /repo/.gitctx/config.yml:2, or continue tomorrow "
            "(UTC) without paying twice");
}

TEST_F(BudgetTest, RefusesBeforeTheRunIsPassed) {
  Budget budget({.usd_per_run = 0.3}, ledger_);
  for (int i = 0; i < 3; ++i) budget.reserve(0.1);
  try {
    budget.reserve(0.001);
    FAIL() << "reserved";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "the limit of $0.30 for this run would be exceeded: $0.30 is spent or reserved, and "
              "the next request costs up to $0.0010");
  }
  budget.release(0.1);
  budget.reserve(0.1);
}

TEST_F(BudgetTest, WithoutLimitsAllIsTakenAndBooked) {
  Budget budget({}, ledger_);
  budget.reserve(1e6);
  budget.settle(1e6, paid(1e6));
  EXPECT_EQ(budget.spent_in_run(), 1e6);
  EXPECT_EQ(ledger_.spent_today(), 1e6);
  EXPECT_EQ(budget.take_warning(), std::nullopt);
}

TEST_F(BudgetTest, ALimitOfNothingRefusesEverythingThatCosts) {
  Budget budget({.usd_per_run = 0}, ledger_);
  EXPECT_FALSE(takes(budget, 0.000001));
  EXPECT_TRUE(takes(budget, 0));
}

TEST_F(BudgetTest, AHugeLimitIsOne) {
  Budget budget({.usd_per_day = 1e30, .usd_per_run = 1e30}, ledger_);
  EXPECT_TRUE(takes(budget, 1e6));
}

TEST_F(BudgetTest, ADayIsSharedARunIsNot) {
  Budget first({.usd_per_day = 1, .usd_per_run = 0.8}, ledger_);
  SpendLedger other_ledger = open_ledger();
  Budget second({.usd_per_day = 1, .usd_per_run = 0.8}, other_ledger);
  EXPECT_TRUE(takes(first, 0.5));
  EXPECT_FALSE(takes(second, 0.6));
  EXPECT_TRUE(takes(second, 0.5));
  first.release(0.5);
  EXPECT_FALSE(takes(second, 0.4));
  EXPECT_TRUE(takes(second, 0.3));
}

TEST_F(BudgetTest, WhatIsSetAsideIsGivenBackAtTheEnd) {
  {
    Budget(BudgetLimits{.usd_per_day = 1}, ledger_).reserve(1);
  }
  Budget next({.usd_per_day = 1}, ledger_);
  EXPECT_TRUE(takes(next, 1));
}

TEST(BudgetOfAProcess, WhatOneThatWasKilledHadSetAsideCountsUntilTheDayEnds) {
  const TempDir dir;
  std::chrono::system_clock::time_point now =
      std::chrono::sys_days(std::chrono::year(2026) / 1 / 2);
  const auto clock = [&now] { return now; };
  const pid_t child = fork();
  if (child == 0) {
    SpendLedger ledger = SpendLedger::open(dir / "spend.db", clock);
    Budget budget({.usd_per_day = 1}, ledger);
    budget.reserve(0.7);
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  SpendLedger ledger = SpendLedger::open(dir / "spend.db", clock);
  Budget budget({.usd_per_day = 1}, ledger);
  EXPECT_THROW(budget.reserve(0.4), Error);
  budget.reserve(0.3);
  EXPECT_EQ(ledger.spent_today(), 0);
  now += 24h;
  budget.reserve(0.7);
}

TEST_F(BudgetTest, ANewDayHasItsOwnBudget) {
  Budget budget({.usd_per_day = 1}, ledger_);
  budget.reserve(1);
  budget.settle(1, paid(1));
  EXPECT_FALSE(takes(budget, 0.1));
  now_ += 1h;
  EXPECT_TRUE(takes(budget, 1));
}

TEST_F(BudgetTest, WarnsOnceOfEachLimitWhenFourFifthsArePaid) {
  Budget budget({.usd_per_day = 2, .usd_per_run = 1}, ledger_);
  budget.reserve(0.9);
  EXPECT_EQ(budget.take_warning(), std::nullopt);
  budget.settle(0.9, paid(0.8));
  EXPECT_EQ(budget.take_warning(), "80% of the limit of $1.00 for this run is spent: $0.80");
  EXPECT_EQ(budget.take_warning(), std::nullopt);
  const Spending by_another_run = paid(0.9);
  ledger_.settle(7, 0, &by_another_run);
  EXPECT_EQ(budget.take_warning(), "80% of the budget of $2.00 per day is spent: $1.70");
  EXPECT_EQ(budget.take_warning(), std::nullopt);
}

TEST_F(BudgetTest, IsNeverPassedByThreadsOfTwoRuns) {
  SpendLedger other_ledger = open_ledger();
  Budget first({.usd_per_day = 1}, ledger_);
  Budget second({.usd_per_day = 1}, other_ledger);
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        Budget& budget = i % 2 == 0 ? first : second;
        for (int j = 0; j < 20; ++j) {
          if (!takes(budget, 0.05)) continue;
          ++taken;
          budget.settle(0.05, paid(0.04));
        }
      });
    }
  }
  EXPECT_GE(taken, 18);
  EXPECT_LE(taken, 24);
  EXPECT_NEAR(ledger_.spent_today(), taken * 0.04, 1e-12);
}

}  // namespace
}  // namespace gitctx

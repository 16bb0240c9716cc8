#include "llm/chat/budgeted_model.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "llm/testing/scripted_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

const char* const one_price =
    "as_of: 2026-11-22\nsources: {x: y}\nmodels:\n"
    "  - {provider: scripted, model: model, checked: 2026-11-22, source: x, input: 10, output: "
    "20}\n";

ChatRequest question() {
  return {.messages = {{ChatMessage::Role::user, std::string(2000, 'x')}},
          .schema = {},
          .temperature = {},
          .seed = {},
          .max_output_tokens = 100,
          .on_text = {}};
}

class BudgetedModelTest : public testing::Test {
 protected:
  TempDir dir_;
  SpendLedger ledger_ = SpendLedger::open(dir_ / "spend.db");
  PriceTable prices_ = PriceTable::parse(one_price, "prices.yml");
  ScriptedModel inner_;
};

TEST_F(BudgetedModelTest, BooksWhatACallCost) {
  Budget budget({}, ledger_);
  inner_.say("one");
  BudgetedChatModel model(inner_, budget, prices_);
  EXPECT_EQ(model.complete(question(), {}).text, "one");
  EXPECT_DOUBLE_EQ(budget.spent_in_run(), 0.01);
  EXPECT_DOUBLE_EQ(ledger_.spent_today(), 0.01);
  EXPECT_EQ(ledger_.days().at(0).total.tokens, 110u);
}

TEST_F(BudgetedModelTest, DoesNotCallWhenTheBudgetMightBePassed) {
  const double highest = highest_cost_usd(question(), *prices_.find("scripted", "model"));
  EXPECT_DOUBLE_EQ(highest, (2 * 1020 * 10 + 5 * 100 * 20) / 1e6);
  Budget budget({.usd_per_day = {}, .usd_per_run = highest * 0.99}, ledger_);
  inner_.say("one");
  BudgetedChatModel model(inner_, budget, prices_);
  EXPECT_THROW(model.complete(question(), {}), Error);
  EXPECT_TRUE(inner_.requests().empty());
}

TEST_F(BudgetedModelTest, GivesBackWhatAFailedCallHadSetAside) {
  const double highest = highest_cost_usd(question(), *prices_.find("scripted", "model"));
  Budget budget({.usd_per_day = {}, .usd_per_run = highest * 1.5}, ledger_);
  BudgetedChatModel model(inner_, budget, prices_);
  EXPECT_THROW(model.complete(question(), {}), Error);
  inner_.say("one");
  EXPECT_EQ(model.complete(question(), {}).text, "one");
}

TEST_F(BudgetedModelTest, DoesNotLimitAModelWithoutAPrice) {
  Budget budget({.usd_per_day = {}, .usd_per_run = 0}, ledger_);
  const PriceTable prices = PriceTable::load();
  inner_.say("one");
  BudgetedChatModel model(inner_, budget, prices);
  EXPECT_EQ(model.complete(question(), {}).text, "one");
}

}  // namespace
}  // namespace gitctx

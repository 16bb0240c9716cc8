#include "llm/chat/budgeted_model.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "http/http_client.h"
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
  Bill bill(double usd_per_run = 0) {
    return {"scripted",
            "model",
            {.ledger_file = dir_ / "spend.db", .price_file = prices_, .usd_per_run = usd_per_run}};
  }
  double highest() { return highest_cost_usd(question(), bill().price().value()); }

  TempDir dir_;
  std::filesystem::path prices_ = dir_.write("prices.yml", one_price);
  ScriptedModel inner_;
};

TEST_F(BudgetedModelTest, BooksWhatACallCost) {
  Bill bill = this->bill();
  inner_.say("one");
  BudgetedChatModel model(inner_, bill);
  EXPECT_EQ(model.complete(question(), {}).text, "one");
  EXPECT_DOUBLE_EQ(bill.totals().usd, 0.01);
  SpendLedger ledger = SpendLedger::open(dir_ / "spend.db");
  EXPECT_DOUBLE_EQ(ledger.spent_today(), 0.01);
  EXPECT_EQ(bill.totals().tokens, 110u);
}

TEST_F(BudgetedModelTest, DoesNotCallWhenTheBudgetMightBePassed) {
  EXPECT_DOUBLE_EQ(highest(), (2 * 1020 * 10 + 5 * 100 * 20) / 1e6);
  Bill bill = this->bill(highest() * 0.99);
  inner_.say("one");
  BudgetedChatModel model(inner_, bill);
  EXPECT_THROW(model.complete(question(), {}), Error);
  EXPECT_TRUE(inner_.requests().empty());
}

TEST_F(BudgetedModelTest, GivesBackWhatAFailedCallHadSetAside) {
  Bill bill = this->bill(highest() * 1.5);
  BudgetedChatModel model(inner_, bill);
  EXPECT_THROW(model.complete(question(), {}), Error);
  inner_.say("one");
  EXPECT_EQ(model.complete(question(), {}).text, "one");
}

/// Fails with one error.
class FailingModel final : public ChatModel {
 public:
  explicit FailingModel(bool maybe_processed) : maybe_processed_(maybe_processed) {}
  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest&, const std::stop_token&) override {
    ++calls;
    const Error error(ErrorCode::provider, "no reply");
    if (maybe_processed_) throw MaybeProcessed(error);
    throw Error(error);
  }

  int calls = 0;

 private:
  bool maybe_processed_;
  ChatModelDescription description_{"scripted", "model"};
};

TEST_F(BudgetedModelTest, ACallThatMayHaveBeenChargedCountsAsSpent) {
  for (const bool maybe_charged : {false, true}) {
    std::filesystem::remove(dir_ / "spend.db");
    FailingModel failing(maybe_charged);
    {
      Bill bill = this->bill(highest() * 1.5);
      BudgetedChatModel model(failing, bill);
      EXPECT_THROW(model.complete(question(), {}), Error);
      EXPECT_THROW(model.complete(question(), {}), Error);
      EXPECT_EQ(failing.calls, maybe_charged ? 1 : 2) << "the budget is spent";
      EXPECT_DOUBLE_EQ(bill.totals().usd, maybe_charged ? highest() : 0);
      EXPECT_EQ(bill.totals().requests, 0u);
    }
    EXPECT_DOUBLE_EQ(SpendLedger::open(dir_ / "spend.db").spent_today(),
                     maybe_charged ? highest() : 0);
  }
}

/// Sends its request twice, because the first attempt is lost.
class LosingModel final : public ChatModel {
 public:
  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest& request, const std::stop_token&) override {
    ++attempts;
    request.before_resend();
    ++attempts;
    return {.text = "one", .model = "model", .usage = {100, 0, 10}, .cost_usd = 0.01};
  }

  int attempts = 0;

 private:
  ChatModelDescription description_{"scripted", "model"};
};

TEST_F(BudgetedModelTest, ALostAttemptCountsAsSpentAlthoughTheNextOneSucceeds) {
  LosingModel losing;
  int asked = 0;
  ChatRequest request = question();
  request.before_resend = [&] { ++asked; };
  {
    Bill bill = this->bill();
    BudgetedChatModel model(losing, bill);
    EXPECT_EQ(model.complete(request, {}).cost_usd, 0.01) << "the cost of the reply alone";
    EXPECT_DOUBLE_EQ(bill.totals().usd, highest() + 0.01);
    EXPECT_EQ(bill.totals().requests, 1u);
    EXPECT_EQ(asked, 1) << "the caller is asked too";
  }
  EXPECT_DOUBLE_EQ(SpendLedger::open(dir_ / "spend.db").spent_today(), highest() + 0.01);
}

TEST_F(BudgetedModelTest, DoesNotRepeatALostAttemptWhenTheBudgetMightBePassed) {
  LosingModel losing;
  Bill bill = this->bill(highest() * 1.5);
  BudgetedChatModel model(losing, bill);
  EXPECT_THROW(model.complete(question(), {}), Error);
  EXPECT_EQ(losing.attempts, 1);
  EXPECT_DOUBLE_EQ(bill.totals().usd, highest());
}

TEST_F(BudgetedModelTest, DoesNotLimitAModelWithoutAPrice) {
  prices_.clear();
  Bill bill = this->bill(1e-12);
  inner_.say("one");
  BudgetedChatModel model(inner_, bill);
  EXPECT_EQ(model.complete(question(), {}).text, "one");
}

}  // namespace
}  // namespace gitctx

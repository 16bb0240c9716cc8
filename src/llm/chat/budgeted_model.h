#pragma once

#include "llm/chat_model.h"
#include "money/budget.h"
#include "money/price_table.h"

namespace gitctx {

/// A model whose calls are kept within a budget and booked in its ledger. Before a call the most
/// that it can cost is set aside: its text at two bytes a token, the longest reply, and the second,
/// four times longer attempt at a reply that was cut short. A model without a known price is not
/// limited. Goes below a CachedChatModel, so that what is cached costs nothing. All of them have to
/// outlive it.
class BudgetedChatModel final : public ChatModel {
 public:
  BudgetedChatModel(ChatModel& model, Budget& budget, const PriceTable& prices);

  const ChatModelDescription& description() const override { return model_.description(); }
  /// Throws configuration, before anything is sent, if the budget would be passed.
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatModel& model_;
  Budget& budget_;
  const ModelPrice* price_;
};

/// The most that one complete() of the request can cost, as above.
double highest_cost_usd(const ChatRequest& request, const ModelPrice& price);

}  // namespace gitctx

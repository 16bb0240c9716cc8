#pragma once

#include "llm/chat_model.h"
#include "money/bill.h"

namespace gitctx {

/// A model whose calls stay within the budgets of a bill. Before a call, its highest possible cost
/// is reserved: for its text at two bytes per token, the longest reply, and a second attempt with
/// four times the output tokens if the first reply is cut short. If the call fails after the
/// provider may have charged it (MaybeProcessed), all of this counts as spent. A RecordedChatModel
/// should wrap it, so that recorded replies cost nothing. Model and bill have to outlive it.
class BudgetedChatModel final : public ChatModel {
 public:
  BudgetedChatModel(ChatModel& model, Bill& bill) : model_(model), bill_(bill) {}

  const ChatModelDescription& description() const override { return model_.description(); }
  /// Throws Error(configuration), before anything is sent, if a budget could be exceeded.
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatModel& model_;
  Bill& bill_;
};

/// The most that one complete() of the request can cost, as BudgetedChatModel reserves it.
double highest_cost_usd(const ChatRequest& request, const ModelPrice& price);

}  // namespace gitctx

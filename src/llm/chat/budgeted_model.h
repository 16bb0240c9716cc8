#pragma once

#include "llm/chat_model.h"
#include "money/bill.h"

namespace gitctx {

/// A model whose calls stay within the budgets of a bill. The highest possible cost of each call is
/// reserved before the call. This cost covers the text of the request, at two bytes per token, and
/// the longest reply. It also covers a second attempt with four times the output tokens, in case
/// the first reply is cut short. If the call fails after the provider may have charged for it
/// (MaybeProcessed), the whole reservation counts as spent. If an attempt is repeated although the
/// provider may have charged for it, its reservation also counts as spent, and the next attempt
/// gets a new reservation. A RecordedChatModel should wrap this model, so that recorded replies
/// cost nothing. The wrapped model and the bill must outlive this model.
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

/// The highest possible cost of one complete() call for the request. BudgetedChatModel reserves
/// this amount.
double highest_cost_usd(const ChatRequest& request, const ModelPrice& price);

}  // namespace gitctx

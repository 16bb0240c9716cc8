#include "llm/chat/budgeted_model.h"

namespace gitctx {

BudgetedChatModel::BudgetedChatModel(ChatModel& model, Budget& budget, const PriceTable& prices)
    : model_(model),
      budget_(budget),
      price_(prices.find(model.description().provider, model.description().model)) {}

ChatReply BudgetedChatModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  const double reserved = price_ == nullptr ? 0 : highest_cost_usd(request, *price_);
  budget_.reserve(reserved);
  ChatReply reply;
  try {
    reply = model_.complete(request, stop);
  } catch (...) {
    budget_.release(reserved);
    throw;
  }
  budget_.settle(reserved, {.provider = description().provider,
                            .model = description().model,
                            .tokens = reply.usage.input_tokens + reply.usage.output_tokens,
                            .usd = reply.cost_usd});
  return reply;
}

double highest_cost_usd(const ChatRequest& request, const ModelPrice& price) {
  constexpr std::uint64_t bytes_per_token = 2, tokens_per_message = 20;
  constexpr std::uint64_t attempts = 2, replies = 5;
  std::uint64_t input = 0;
  for (const ChatMessage& message : request.messages) {
    input += message.content.size() / bytes_per_token + tokens_per_message;
  }
  // Where a server takes no schema it stands in the prompt.
  if (request.schema) input += request.schema->json.size() / bytes_per_token + tokens_per_message;
  const auto output = static_cast<std::uint64_t>(request.max_output_tokens);
  return cost_usd(price,
                  {.input = input * attempts, .cached_input = 0, .output = output * replies});
}

}  // namespace gitctx

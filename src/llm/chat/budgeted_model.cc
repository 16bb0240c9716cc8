#include "llm/chat/budgeted_model.h"

#include "http/http_client.h"

namespace gitctx {

ChatReply BudgetedChatModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  const auto& price = bill_.price();
  Bill::Reservation money = bill_.reserve(price ? highest_cost_usd(request, *price) : 0);
  ChatRequest paid = request;
  paid.before_resend = [&] {
    money.renew();
    if (request.before_resend) request.before_resend();
  };
  try {
    ChatReply reply = model_.complete(paid, stop);
    money.settle(reply.usage.input_tokens + reply.usage.output_tokens, reply.cost_usd);
    return reply;
  } catch (const MaybeProcessed&) {
    money.spend();
    throw;
  }
}

double highest_cost_usd(const ChatRequest& request, const ModelPrice& price) {
  constexpr std::uint64_t bytes_per_token = 2, tokens_per_message = 20;
  constexpr std::uint64_t attempts = 2, replies = 5;
  std::uint64_t input = 0;
  for (const ChatMessage& message : request.messages) {
    input += message.content.size() / bytes_per_token + tokens_per_message;
  }
  // For servers that accept no schema, the schema becomes part of the prompt.
  if (request.schema) input += request.schema->json.size() / bytes_per_token + tokens_per_message;
  const auto output = static_cast<std::uint64_t>(request.max_output_tokens);
  return cost_usd(price,
                  {.input = input * attempts, .cached_input = 0, .output = output * replies});
}

}  // namespace gitctx

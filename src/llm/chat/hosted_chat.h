#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "http/http_client.h"
#include "llm/chat_model.h"
#include "llm/wire/openai_wire.h"
#include "money/price_table.h"
#include "provider/provider_error.h"

namespace gitctx {

enum class ChatApi : std::uint8_t { openai, compatible, anthropic };

/// The address and the price of a hosted chat model.
struct ChatEndpoint {
  ChatModelDescription description;
  Service service;
  std::optional<ModelPrice> price;
  std::chrono::milliseconds timeout{120'000};  ///< for one exchange
  std::string timeout_setting;                 ///< for the hint after a timeout; may be empty
};

/// Chat completions of OpenAI and compatible servers, and Anthropic's Messages API. A request field
/// that the server rejects is left out from then on. A reply that is cut short before it fits its
/// schema is requested once more with four times the tokens. With a schema, on_text gets the whole
/// checked text at the end. The client has to outlive it.
class HostedChat final : public ChatModel {
 public:
  HostedChat(ChatEndpoint endpoint, ChatApi api, HttpClient& client);

  const ChatModelDescription& description() const override { return endpoint_.description; }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatDialect dialect() const;
  /// Replaces `used` by `better` unless another thread already has. Returns false if the two are
  /// equal.
  bool change_dialect(const ChatDialect& used, const ChatDialect& better);
  /// The dialect without the field that the server rejected; `used` if it rejected none.
  ChatDialect learn(const ChatDialect& used, const ChatRequest& request,
                    const HttpResponse& refusal) const;
  /// complete(); adds up the tokens of all replies in `usage`, also if it throws.
  ChatReply exchange_all(const ChatRequest& request, ChatUsage& usage, const std::stop_token& stop);
  WireExchange send(const ChatRequest& request, const ChatDialect& used,
                    const std::stop_token& stop);
  void check_refusal(const WireReply& reply) const;
  /// Whether the reply is final; if not, `asked` or the dialect was changed for another attempt.
  bool settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request,
              const ChatDialect& used);

  ChatEndpoint endpoint_;
  ChatApi api_;
  HttpClient& client_;
  mutable std::mutex mutex_;
  ChatDialect dialect_;
};

}  // namespace gitctx

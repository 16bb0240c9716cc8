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
  std::chrono::milliseconds timeout{120'000};  ///< limit for one exchange
  std::string timeout_setting;  ///< setting named in the hint after a timeout; may be empty
};

/// A chat model behind the Chat Completions API (of OpenAI or a compatible server) or behind
/// Anthropic's Messages API. If the server rejects a request field, later requests omit the field.
/// If a reply is cut short before it satisfies its schema, it is requested once more with four
/// times the output tokens. With a schema, on_text receives the whole checked text at the end. The
/// client must outlive this model.
class HostedChat final : public ChatModel {
 public:
  HostedChat(ChatEndpoint endpoint, ChatApi api, HttpClient& client);

  const ChatModelDescription& description() const override { return endpoint_.description; }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatDialect dialect() const;
  /// Replaces `used` by `better` unless another thread has already replaced it. Returns false if
  /// the two are equal.
  bool change_dialect(const ChatDialect& used, const ChatDialect& better);
  /// The dialect without the field that the server rejected; `used` if it rejected none.
  ChatDialect learn(const ChatDialect& used, const ChatRequest& request,
                    const HttpResponse& refusal) const;
  /// Does the work of complete(). Adds up the tokens of all replies in `usage`, even if it throws.
  ChatReply exchange_all(const ChatRequest& request, ChatUsage& usage, const std::stop_token& stop);
  WireExchange send(const ChatRequest& request, const ChatDialect& used,
                    const std::stop_token& stop);
  void check_refusal(const WireReply& reply) const;
  /// Returns whether the reply is final. If not, changes `asked` or the dialect for another
  /// attempt.
  bool settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request,
              const ChatDialect& used);

  ChatEndpoint endpoint_;
  ChatApi api_;
  HttpClient& client_;
  mutable std::mutex mutex_;
  ChatDialect dialect_;
};

}  // namespace gitctx

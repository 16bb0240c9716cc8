#pragma once

#include <atomic>

#include "http/http_client.h"
#include "llm/chat_endpoint.h"
#include "llm/chat_model.h"
#include "llm/wire/wire_reply.h"

namespace gitctx {

/// Anthropic's Messages API. A schema is requested as a tool call. Once the model rejects a
/// temperature, no more are sent; a reply that is cut short before it fits its schema is requested
/// once more with four times the tokens. With a schema, on_text gets the whole checked text at the
/// end. The client has to outlive it.
class AnthropicChat final : public ChatModel {
 public:
  AnthropicChat(ChatEndpoint endpoint, HttpClient& client);

  const ChatModelDescription& description() const override { return endpoint_.description; }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  WireExchange send(const ChatRequest& request, bool has_temperature, const std::stop_token& stop);
  /// Whether the reply is final; if not, `asked` was changed for another attempt.
  bool settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request) const;

  ChatEndpoint endpoint_;
  HttpClient& client_;
  std::atomic<bool> takes_temperature_ = true;
};

}  // namespace gitctx

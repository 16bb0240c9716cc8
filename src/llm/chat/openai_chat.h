#pragma once

#include <mutex>

#include "http/http_client.h"
#include "llm/chat_endpoint.h"
#include "llm/chat_model.h"
#include "llm/wire/openai_wire.h"

namespace gitctx {

/// Chat completions of OpenAI and compatible servers. A request field that the server rejects is
/// left out from then on. A reply that is cut short before it fits its schema is requested once
/// more with four times the tokens. With a schema, on_text gets the whole checked text at the end.
/// The client has to outlive it.
class OpenAiChat final : public ChatModel {
 public:
  enum class Server : std::uint8_t { openai, compatible };

  OpenAiChat(ChatEndpoint endpoint, Server server, HttpClient& client);

  const ChatModelDescription& description() const override { return endpoint_.description; }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  OpenAiDialect dialect() const;
  /// Replaces `used` by `better` unless another thread already has. False if they are equal.
  bool change_dialect(const OpenAiDialect& used, const OpenAiDialect& better);
  WireExchange send(const ChatRequest& request, const OpenAiDialect& used,
                    const std::stop_token& stop);
  /// Whether the reply is final; if not, `asked` or the dialect was changed for another attempt.
  bool settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request,
              const OpenAiDialect& used);

  ChatEndpoint endpoint_;
  Server server_;
  HttpClient& client_;
  mutable std::mutex mutex_;
  OpenAiDialect dialect_;
};

}  // namespace gitctx

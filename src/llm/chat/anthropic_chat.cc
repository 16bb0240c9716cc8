#include "llm/chat/anthropic_chat.h"

#include "base/error.h"
#include "llm/wire/anthropic_wire.h"
#include "llm/wire/structured_text.h"

namespace gitctx {

AnthropicChat::AnthropicChat(ChatEndpoint endpoint, HttpClient& client)
    : endpoint_(std::move(endpoint)), client_(client) {}

WireExchange AnthropicChat::send(const ChatRequest& request, bool has_temperature,
                                 const std::stop_token& stop) {
  constexpr const char* version = "2023-06-01";
  const bool is_streamed = request.on_text && !request.schema;
  const HttpRequest http{
      .method = "POST",
      .url = endpoint_.service.base_url + "/v1/messages",
      .headers = {{"Content-Type", "application/json"},
                  {"x-api-key", endpoint_.service.api_key},
                  {"anthropic-version", version}},
      .body = anthropic_body(endpoint_.description.model, request, is_streamed, has_temperature),
      .timeout = endpoint_.timeout};
  AnthropicReader reader(request.schema.has_value());
  return exchange(client_, endpoint_.service, http, reader, is_streamed ? request.on_text : nullptr,
                  estimated_tokens(http.body, request), stop);
}

bool AnthropicChat::settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request) const {
  const bool is_cut = reply.ending == WireReply::Ending::length;
  check_refusal(endpoint_.service, reply);
  if (!request.schema) return !is_cut || !reply.text.empty() || !grow_limit(asked, request);
  StructuredText found = find_structured_text(reply.text, *request.schema);
  if (found.fault.empty()) {
    reply.text = std::move(found.text);
    if (request.on_text) request.on_text(reply.text);
    return true;
  }
  if (is_cut && grow_limit(asked, request)) return false;
  throw structured_text_error(endpoint_.service, asked, found, is_cut);
}

ChatReply AnthropicChat::complete(const ChatRequest& request, const std::stop_token& stop) {
  check_key(endpoint_.service);
  ChatRequest asked = request;
  ChatUsage usage;
  for (;;) {
    const bool has_temperature = takes_temperature_;
    WireExchange result = send(asked, has_temperature, stop);
    if (result.is_refused()) {
      const bool is_about_temperature =
          result.response.status == 400 && request.temperature && has_temperature &&
          result.response.body.find("temperature") != std::string::npos;
      if (!is_about_temperature) throw response_error(endpoint_.service, result.response);
      takes_temperature_ = false;
      continue;
    }
    usage += result.reply.usage;
    if (settle(result.reply, asked, request)) {
      return finished_reply(endpoint_, std::move(result.reply), usage);
    }
  }
}

}  // namespace gitctx

#include "llm/chat/openai_chat.h"

#include <fmt/format.h>

#include "base/error.h"
#include "llm/wire/structured_text.h"

namespace gitctx {
namespace {

/// More than the steps of any dialect.
constexpr int most_exchanges = 8;

}  // namespace

OpenAiChat::OpenAiChat(ChatEndpoint endpoint, Server server, HttpClient& client)
    : endpoint_(std::move(endpoint)),
      server_(server),
      client_(client),
      dialect_(first_dialect(endpoint_.description.model, server == Server::compatible)) {}

OpenAiDialect OpenAiChat::dialect() const {
  const std::scoped_lock lock(mutex_);
  return dialect_;
}

bool OpenAiChat::change_dialect(const OpenAiDialect& used, const OpenAiDialect& better) {
  if (used == better) return false;
  const std::scoped_lock lock(mutex_);
  if (dialect_ == used) dialect_ = better;
  return true;
}

WireExchange OpenAiChat::send(const ChatRequest& request, const OpenAiDialect& used,
                              const std::stop_token& stop) {
  const bool is_streamed = request.on_text && !request.schema;
  HttpRequest http{.method = "POST",
                   .url = endpoint_.service.base_url + "/chat/completions",
                   .headers = {{"Content-Type", "application/json"}},
                   .body = openai_body(endpoint_.description.model, request, is_streamed, used),
                   .timeout = endpoint_.timeout};
  if (!endpoint_.service.api_key.empty()) {
    http.headers.push_back({"Authorization", "Bearer " + endpoint_.service.api_key});
  }
  OpenAiReader reader;
  return exchange(client_, endpoint_.service, http, reader, is_streamed ? request.on_text : nullptr,
                  estimated_tokens(http.body, request), stop);
}

bool OpenAiChat::settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request,
                        const OpenAiDialect& used) {
  check_refusal(endpoint_.service, reply);
  const bool is_cut = reply.ending == WireReply::Ending::length;
  if (!request.schema) return !is_cut || !reply.text.empty() || !grow_limit(asked, request);
  StructuredText found = find_structured_text(reply.text, *request.schema);
  if (found.fault.empty()) {
    reply.text = std::move(found.text);
    if (request.on_text) request.on_text(reply.text);
    return true;
  }
  if (is_cut && grow_limit(asked, request)) return false;
  // A compatible server may have ignored the schema.
  if (!is_cut && server_ == Server::compatible &&
      change_dialect(used, learn_dialect(used, "response_format"))) {
    return false;
  }
  throw structured_text_error(endpoint_.service, asked, found, is_cut);
}

ChatReply OpenAiChat::complete(const ChatRequest& request, const std::stop_token& stop) {
  check_key(endpoint_.service);
  ChatRequest asked = request;
  ChatUsage usage;
  for (int left = most_exchanges; left > 0; --left) {
    const OpenAiDialect used = dialect();
    WireExchange result = send(asked, used, stop);
    if (result.is_refused()) {
      const int status = result.response.status;
      const bool may_be_dialect = status != 401 && status != 403 && status != 429;
      if (may_be_dialect && change_dialect(used, learn_dialect(used, result.response.body))) {
        continue;
      }
      throw response_error(endpoint_.service, result.response);
    }
    usage += result.reply.usage;
    if (settle(result.reply, asked, request, used)) {
      return finished_reply(endpoint_, std::move(result.reply), usage);
    }
  }
  throw reply_error(endpoint_.service, "the server rejects every form of the request");
}

}  // namespace gitctx

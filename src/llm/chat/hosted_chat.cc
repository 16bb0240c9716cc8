#include "llm/chat/hosted_chat.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "llm/wire/anthropic_wire.h"
#include "llm/wire/structured_text.h"

namespace gitctx {
namespace {

/// The maximum number of exchanges in one call; enough to learn any dialect.
constexpr int most_exchanges = 8;

/// Quadruples the output limit after a reply was cut short. Returns false if the limit had already
/// been quadrupled.
bool grow_limit(ChatRequest& asked, const ChatRequest& original) {
  constexpr int factor = 4;
  const bool has_grown = asked.max_output_tokens != original.max_output_tokens;
  asked.max_output_tokens = original.max_output_tokens * factor;
  return !has_grown;
}

/// The estimated number of tokens in an exchange, for the rate limit: the body at three bytes per
/// token plus the longest reply.
std::uint64_t estimated_tokens(std::string_view body, const ChatRequest& request) {
  return body.size() / 3 + static_cast<std::uint64_t>(request.max_output_tokens);
}

}  // namespace

HostedChat::HostedChat(ChatEndpoint endpoint, ChatApi api, HttpClient& client)
    : endpoint_(std::move(endpoint)), api_(api), client_(client) {
  if (api != ChatApi::anthropic) {
    dialect_ = first_dialect(endpoint_.description.model, api == ChatApi::compatible);
  }
}

ChatDialect HostedChat::dialect() const {
  const std::scoped_lock lock(mutex_);
  return dialect_;
}

bool HostedChat::change_dialect(const ChatDialect& used, const ChatDialect& better) {
  if (used == better) return false;
  const std::scoped_lock lock(mutex_);
  if (dialect_ == used) dialect_ = better;
  return true;
}

ChatDialect HostedChat::learn(const ChatDialect& used, const ChatRequest& request,
                              const HttpResponse& refusal) const {
  const int status = refusal.status;
  if (api_ != ChatApi::anthropic) {
    const bool may_be_dialect = status != 401 && status != 403 && status != 429;
    return may_be_dialect ? learn_dialect(used, refusal.body) : used;
  }
  ChatDialect better = used;
  if (status == 400 && request.temperature && refusal.body.contains("temperature")) {
    better.takes_temperature = false;
  }
  return better;
}

WireExchange HostedChat::send(const ChatRequest& request, const ChatDialect& used,
                              const std::stop_token& stop) {
  const Service& service = endpoint_.service;
  const std::string& model = endpoint_.description.model;
  const bool is_streamed = request.on_text && !request.schema;
  HttpRequest http{.method = "POST",
                   .headers = {{"Content-Type", "application/json"}},
                   .timeout = endpoint_.timeout,
                   .timeout_setting = endpoint_.timeout_setting,
                   .before_resend = request.before_resend};
  std::unique_ptr<WireReader> reader;
  if (api_ == ChatApi::anthropic) {
    http.url = service.base_url + "/v1/messages";
    http.headers.push_back({"x-api-key", service.api_key});
    http.headers.push_back({"anthropic-version", "2023-06-01"});
    http.body = anthropic_body(model, request, is_streamed, used.takes_temperature);
    reader = std::make_unique<AnthropicReader>(request.schema.has_value());
  } else {
    http.url = service.base_url + "/chat/completions";
    if (!service.api_key.empty()) {
      http.headers.push_back({"Authorization", "Bearer " + service.api_key});
    }
    http.body = openai_body(model, request, is_streamed, used);
    reader = std::make_unique<OpenAiReader>();
  }
  const std::uint64_t tokens = estimated_tokens(http.body, request);
  return exchange(client_, service, std::move(http), *reader,
                  is_streamed ? request.on_text : nullptr, tokens, stop);
}

/// Throws Error(provider) for a reply that was refused, filtered or empty.
void HostedChat::check_refusal(const WireReply& reply) const {
  const Service& service = endpoint_.service;
  if (!reply.refusal.empty()) throw reply_error(service, "refused: " + reply.refusal);
  if (reply.ending == WireReply::Ending::filtered) {
    throw reply_error(service, "refused: a content filter of the provider stopped the reply");
  }
  if (reply.text.empty() && reply.ending == WireReply::Ending::complete) {
    throw reply_error(service, "the reply is empty");
  }
}

bool HostedChat::settle(WireReply& reply, ChatRequest& asked, const ChatRequest& request,
                        const ChatDialect& used) {
  check_refusal(reply);
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
  if (!is_cut && api_ == ChatApi::compatible &&
      change_dialect(used, learn_dialect(used, "response_format"))) {
    return false;
  }
  throw reply_error(
      endpoint_.service,
      is_cut ? fmt::format("the reply did not end within {} tokens", asked.max_output_tokens)
             : fmt::format("the reply does not fit its schema: {}", found.fault));
}

ChatReply HostedChat::complete(const ChatRequest& request, const std::stop_token& stop) {
  check_key(endpoint_.service);
  ChatUsage usage;
  try {
    return exchange_all(request, usage, stop);
  } catch (const Error& error) {
    // The provider also charges for unusable replies.
    if (usage == ChatUsage{}) throw;
    throw MaybeProcessed(error);
  }
}

ChatReply HostedChat::exchange_all(const ChatRequest& request, ChatUsage& usage,
                                   const std::stop_token& stop) {
  ChatRequest asked = request;
  for (int left = most_exchanges; left > 0; --left) {
    const ChatDialect used = dialect();
    auto [response, reply] = send(asked, used, stop);
    if (!response.is_success()) {
      if (change_dialect(used, learn(used, request, response))) {
        if (response.maybe_processed && request.before_resend) request.before_resend();
        continue;
      }
      const Error error = response_error(endpoint_.service, response);
      if (response.maybe_processed) throw MaybeProcessed(error);
      throw Error(error);
    }
    usage += reply.usage;
    if (!settle(reply, asked, request, used)) continue;
    const auto& price = endpoint_.price;
    return {.text = std::move(reply.text),
            .model = reply.model.empty() ? endpoint_.description.model : reply.model,
            .truncated = reply.ending == WireReply::Ending::length,
            .usage = usage,
            .cost_usd = price ? cost_usd(*price, {.input = usage.input_tokens,
                                                  .cached_input = usage.cached_input_tokens,
                                                  .output = usage.output_tokens})
                              : 0};
  }
  throw reply_error(endpoint_.service, "the server rejects every form of the request");
}

}  // namespace gitctx

#include "llm/replies/reply_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/hash.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string hex_key(std::string_view bytes, std::uint64_t first_seed) {
  return fmt::format("{:016x}{:016x}", hash64(bytes, first_seed), hash64(bytes, first_seed + 1));
}

/// The key of a reply in caches of version 1. With this key, the replies of these caches are still
/// found.
std::string version_1_key(std::string_view model, const ChatRequest& request) {
  const std::size_t slash = std::min(model.find('/'), model.size());
  OrderedJson content{{"provider", model.substr(0, slash)},
                      {"model", model.substr(std::min(slash + 1, model.size()))},
                      {"messages", OrderedJson::array()},
                      {"schema", nullptr},
                      {"temperature", nullptr},
                      {"seed", nullptr},
                      {"max_output_tokens", request.max_output_tokens}};
  for (const ChatMessage& message : request.messages) {
    content["messages"].push_back({static_cast<int>(message.role), message.content});
  }
  if (request.schema) content["schema"] = {request.schema->name, request.schema->json};
  if (request.temperature) content["temperature"] = *request.temperature;
  if (request.seed) content["seed"] = *request.seed;
  std::string bytes = raw_json_text(content);
  for (const ChatMessage& message : request.messages) bytes += message.content + '\0';
  return hex_key(bytes, 1);
}

/// The request with marks in place of secrets; nothing if the request has no secrets.
std::optional<ChatRequest> without_secrets(const ChatRequest& request) {
  std::optional<ChatRequest> clean;
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    std::string content = request.messages[i].content;
    if (redact_secrets(content) == 0) continue;
    if (!clean) clean = request;
    clean->messages[i].content = std::move(content);
  }
  return clean;
}

}  // namespace

std::string model_title(const ChatModelDescription& description) {
  return fmt::format("{}/{}", description.provider, description.model);
}

std::string reply_key(std::string_view model, const ChatRequest& request, int repetition) {
  OrderedJson content{{"model", model}, {"repetition", repetition}};
  std::string invalid_utf8;
  for (const ChatMessage& message : request.messages) {
    content["messages"].push_back({role_name(message.role), message.content});
    if (!is_valid_utf8(message.content)) invalid_utf8 += message.content + '\0';
  }
  if (request.schema) content["schema"] = {request.schema->name, request.schema->json};
  if (request.temperature) content["temperature"] = *request.temperature;
  if (request.seed) content["seed"] = *request.seed;
  content["max_output_tokens"] = request.max_output_tokens;
  // dump() replaces invalid UTF-8, so messages with invalid UTF-8 are also hashed unchanged.
  return hex_key(content.dump(-1, ' ', true, OrderedJson::error_handler_t::replace) + invalid_utf8,
                 0);
}

std::optional<ChatReply> RecordedChatModel::find(const std::string& key,
                                                 const ChatRequest& request) {
  if (replies_ == nullptr) return std::nullopt;
  auto reply = replies_->find(key, request);
  if (!reply && repetition_ == 0) reply = replies_->find(version_1_key(title_, request), request);
  return reply;
}

ChatReply RecordedChatModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  const std::optional<ChatRequest> clean = without_secrets(request);
  return complete_clean(clean ? *clean : request, stop);
}

ChatReply RecordedChatModel::complete_clean(const ChatRequest& request,
                                            const std::stop_token& stop) {
  const std::string key = reply_key(title_, request, repetition_);
  if (auto recorded = find(key, request)) {
    redact_secrets(recorded->text);  // older versions recorded secrets
    if (request.on_text) request.on_text(recorded->text);
    recorded->is_recorded = true;
    recorded->saved_usd = std::exchange(recorded->cost_usd, 0);
    return std::move(*recorded);
  }
  const auto begin = std::chrono::steady_clock::now();
  ChatReply reply = complete_shown(request, stop);
  reply.ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  redact_secrets(reply.text);
  if (replies_ != nullptr) replies_->keep(key, request, reply);
  return reply;
}

ChatReply RecordedChatModel::complete_shown(const ChatRequest& request,
                                            const std::stop_token& stop) {
  if (!request.on_text) return model_.complete(request, stop);
  RedactedStream stream;
  const auto show = [&](const std::string& text) {
    if (!text.empty()) request.on_text(text);
  };
  ChatRequest watched = request;
  watched.on_text = [&](std::string_view piece) { show(stream.add(piece)); };
  ChatReply reply = model_.complete(watched, stop);
  show(stream.finish());
  return reply;
}

}  // namespace gitctx

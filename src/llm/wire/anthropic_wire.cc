#include "llm/wire/anthropic_wire.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

WireReply::Ending anthropic_ending(const Json& reason) {
  if (reason.is_null()) return WireReply::Ending::none;
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") {
    return WireReply::Ending::length;
  }
  return WireReply::Ending::complete;
}

void read_stop(const Json& object, WireReply& reply) {
  const Json reason = json_member(object, "stop_reason");
  if (const auto ending = anthropic_ending(reason); ending != WireReply::Ending::none) {
    reply.ending = ending;
  }
  if (reason == "refusal") reply.refusal = "the model declines to answer";
}

/// The API's `input_tokens` does not include the tokens that were written to its cache or read from
/// it; each of these has its own count.
void read_anthropic_usage(const Json& usage, ChatUsage& into) {
  if (!usage.is_object()) return;
  if (usage.contains("input_tokens")) {
    into.cached_input_tokens = token_count(usage, "cache_read_input_tokens");
    into.input_tokens = token_count(usage, "input_tokens") +
                        token_count(usage, "cache_creation_input_tokens") +
                        into.cached_input_tokens;
  }
  if (usage.contains("output_tokens")) into.output_tokens = token_count(usage, "output_tokens");
}

}  // namespace

std::string anthropic_body(std::string_view model, const ChatRequest& request, bool is_streamed,
                           bool has_temperature) {
  OrderedJson body{{"model", model}, {"max_tokens", request.max_output_tokens}};
  std::string system;
  OrderedJson messages = OrderedJson::array();
  for (const ChatMessage& message : request.messages) {
    if (message.role == ChatMessage::Role::system) {
      system += (system.empty() ? "" : "\n\n") + message.content;
      continue;
    }
    const bool is_user = message.role == ChatMessage::Role::user;
    messages.push_back({{"role", is_user ? "user" : "assistant"}, {"content", message.content}});
  }
  if (!system.empty()) body["system"] = system;
  body["messages"] = std::move(messages);
  if (request.temperature && has_temperature) body["temperature"] = *request.temperature;
  if (request.schema) {
    body["tools"] =
        OrderedJson::array({{{"name", request.schema->name},
                             {"description", "Gives the reply."},
                             {"input_schema", OrderedJson::parse(request.schema->json)}}});
    body["tool_choice"] = {
        {"type", "tool"}, {"name", request.schema->name}, {"disable_parallel_tool_use", true}};
  }
  if (is_streamed) body["stream"] = true;
  return json_text(body);
}

void AnthropicReader::read_whole(const Json& root) {
  for (const Json& block : root.at("content")) {
    const Json type = json_member(block, "type");
    if (!is_tool_call_ && type == "text") reply.text += block.at("text").get<std::string>();
    if (is_tool_call_ && type == "tool_use" && reply.text.empty()) {
      reply.text = raw_json_text(block.at("input"));
    }
  }
  reply.model = json_string_member(root, "model");
  read_stop(root, reply);
  read_anthropic_usage(json_member(root, "usage"), reply.usage);
}

std::string AnthropicReader::read_event(const Json& root) {
  const Json type = json_member(root, "type");
  if (type == "message_start") {
    const Json& message = root.at("message");
    reply.model = json_string_member(message, "model");
    read_anthropic_usage(json_member(message, "usage"), reply.usage);
  } else if (type == "message_delta") {
    read_stop(root.at("delta"), reply);
    read_anthropic_usage(json_member(root, "usage"), reply.usage);
  } else if (type == "content_block_delta") {
    const Json& delta = root.at("delta");
    if (json_member(delta, "type") != "text_delta") return {};
    std::string text = delta.at("text").get<std::string>();
    reply.text += text;
    return text;
  }
  return {};
}

}  // namespace gitctx

#include "llm/wire/openai_wire.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;
using Schemas = ChatDialect::Schemas;

/// Puts the schema into the instructions, for servers that accept no schema. Some chat templates
/// allow only one system message.
std::vector<ChatMessage> with_schema(std::vector<ChatMessage> messages,
                                     const OutputSchema& schema) {
  const std::string instruction =
      "Reply with one JSON object that fits this JSON Schema, and with nothing else:\n" +
      schema.json;
  const auto system = std::ranges::find(messages, ChatMessage::Role::system, &ChatMessage::role);
  if (system == messages.end()) {
    messages.insert(messages.begin(), {ChatMessage::Role::system, instruction});
  } else {
    system->content += "\n\n" + instruction;
  }
  return messages;
}

OrderedJson response_format(const OutputSchema& schema, Schemas schemas) {
  if (schemas == Schemas::json_object) return {{"type", "json_object"}};
  return {{"type", "json_schema"},
          {"json_schema",
           {{"name", schema.name}, {"strict", true}, {"schema", OrderedJson::parse(schema.json)}}}};
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

WireReply::Ending ending_of(const Json& reason) {
  if (reason.is_null()) return WireReply::Ending::none;
  if (reason == "length") return WireReply::Ending::length;
  if (reason == "content_filter") return WireReply::Ending::filtered;
  return WireReply::Ending::complete;
}

/// The content if it is text, or the text parts if it is a list of parts.
std::string content_text(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const Json& part : content) {
    if (json_member(part, "type") == "text") text += part.at("text").get<std::string>();
  }
  return text;
}

void read_usage(const Json& usage, ChatUsage& into) {
  if (!usage.is_object()) return;
  into.input_tokens = token_count(usage, "prompt_tokens");
  into.output_tokens = token_count(usage, "completion_tokens");
  into.cached_input_tokens =
      token_count(json_member(usage, "prompt_tokens_details"), "cached_tokens");
}

/// Reads the members that whole replies and stream events share.
void read_head(const Json& root, WireReply& reply) {
  if (std::string model = json_string_member(root, "model"); !model.empty()) {
    reply.model = std::move(model);
  }
  read_usage(json_member(root, "usage"), reply.usage);
}

}  // namespace

ChatDialect first_dialect(std::string_view model, bool is_compatible_server) {
  ChatDialect dialect;
  if (is_compatible_server) {
    dialect.has_completion_limit = false;
    return dialect;
  }
  const bool is_o_series =
      model.size() >= 2 && model[0] == 'o' && model[1] >= '0' && model[1] <= '9';
  const bool is_gpt_5 = model.starts_with("gpt-5") && !model.starts_with("gpt-5-chat");
  dialect.takes_temperature = !is_o_series && !is_gpt_5;
  return dialect;
}

ChatDialect learn_dialect(const ChatDialect& dialect, std::string_view refusal) {
  const std::string body = lower_case(refusal);
  ChatDialect next = dialect;
  if (contains_any(body, {"response_format", "json_schema", "json_object", "structured output",
                          "grammar"}) &&
      dialect.schemas != Schemas::prompt_only) {
    next.schemas = static_cast<Schemas>(static_cast<int>(dialect.schemas) + 1);
    return next;
  }
  // A refusal such as "max_tokens is too large" names a parameter but is not about the dialect.
  if (!contains_any(body, {"not support", "unsupported", "unknown", "unrecognized", "unexpected",
                           "not permitted", "not allowed", "extra", "deprecated"})) {
    return next;
  }
  if (contains_any(body, {"max_tokens", "max_completion_tokens"}) && !dialect.is_limit_settled) {
    next.has_completion_limit = !dialect.has_completion_limit;
    next.is_limit_settled = true;
  } else if (body.contains("temperature")) {
    next.takes_temperature = false;
  } else if (body.contains("stream_options")) {
    next.takes_stream_options = false;
  } else if (body.contains("seed")) {
    next.takes_seed = false;
  }
  return next;
}

std::string openai_body(std::string_view model, const ChatRequest& request, bool is_streamed,
                        const ChatDialect& dialect) {
  const bool has_schema = request.schema.has_value();
  OrderedJson body{{"model", model}, {"messages", OrderedJson::array()}};
  const auto messages = has_schema && dialect.schemas != Schemas::json_schema
                            ? with_schema(request.messages, *request.schema)
                            : request.messages;
  for (const ChatMessage& message : messages) {
    body["messages"].push_back({{"role", role_name(message.role)}, {"content", message.content}});
  }
  if (has_schema && dialect.schemas != Schemas::prompt_only) {
    body["response_format"] = response_format(*request.schema, dialect.schemas);
  }
  if (request.temperature && dialect.takes_temperature) body["temperature"] = *request.temperature;
  if (request.seed && dialect.takes_seed) body["seed"] = *request.seed;
  body[dialect.has_completion_limit ? "max_completion_tokens" : "max_tokens"] =
      request.max_output_tokens;
  if (is_streamed) {
    body["stream"] = true;
    if (dialect.takes_stream_options) body["stream_options"] = {{"include_usage", true}};
  }
  return json_text(body);
}

void OpenAiReader::read_whole(const Json& root) {
  read_head(root, reply);
  const Json& choice = root.at("choices").at(0);
  const Json& message = choice.at("message");
  reply.text = content_text(json_member(message, "content"));
  reply.refusal = json_string_member(message, "refusal");
  reply.ending = ending_of(json_member(choice, "finish_reason"));
  if (reply.ending == WireReply::Ending::none) reply.ending = WireReply::Ending::complete;
}

std::string OpenAiReader::read_event(const Json& root) {
  read_head(root, reply);
  const Json choices = json_member(root, "choices");
  if (!choices.is_array() || choices.empty()) return {};
  const Json& choice = choices[0];
  if (const auto ending = ending_of(json_member(choice, "finish_reason"));
      ending != WireReply::Ending::none) {
    reply.ending = ending;
  }
  const Json delta = json_member(choice, "delta");
  reply.refusal += json_string_member(delta, "refusal");
  std::string text = content_text(json_member(delta, "content"));
  reply.text += text;
  return text;
}

}  // namespace gitctx

#include <fmt/format.h>

#include <algorithm>

#include "testing/conformance/conformance_provider.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse_field(std::string_view field, std::string_view why) {
  throw ConformanceRefusal{400, fmt::format("{}: {}", field, why)};
}

void check_request(const Json& body) {
  for (const char* const field : {"model", "max_tokens", "messages"}) {
    if (!body.contains(field)) refuse_field(field, "Field required");
  }
  refuse_unknown_fields(body,
                        {"model", "max_tokens", "messages", "system", "temperature", "tools",
                         "tool_choice", "stream", "metadata", "stop_sequences", "top_p", "top_k",
                         "service_tier", "thinking", "output_config", "output_format"},
                        400, "{}: Extra inputs are not permitted");
  if (!body["max_tokens"].is_number_integer() || body["max_tokens"].get<int>() < 1) {
    refuse_field("max_tokens", "Input should be greater than or equal to 1");
  }
  if (!body["messages"].is_array() || body["messages"].empty()) {
    refuse_field("messages", "at least one message is required");
  }
  for (const Json& message : body["messages"]) {
    const std::string role = message.value("role", "");
    if (role == "system") {
      refuse_field("messages",
                   "Unexpected role \"system\". The Messages API accepts a top-level "
                   "`system` parameter, not \"system\" as an input message role.");
    }
    if (role != "user" && role != "assistant") refuse_field("messages.role", "Input is invalid");
    if (message_text(message.value("content", Json())).empty()) {
      refuse_field("messages.content", "all messages must have non-empty content");
    }
  }
  for (const Json& tool : body.value("tools", Json::array())) {
    if (!tool.contains("name")) refuse_field("tools.name", "Field required");
    if (!tool.contains("input_schema")) refuse_field("tools.input_schema", "Field required");
  }
}

/// The tool that the model is forced to call; null if there is none. Throws ConformanceRefusal if
/// the request does not define this tool.
Json forced_tool(const Json& body) {
  const Json choice = body.value("tool_choice", Json::object());
  if (choice.value("type", "") != "tool") return nullptr;
  for (const Json& tool : body.value("tools", Json::array())) {
    if (tool["name"] == choice.value("name", "")) return tool;
  }
  refuse_field("tool_choice", "Tool not found in provided tools");
}

ServedReply streamed(const Json& whole) {
  ServedReply reply{.headers = {{"Content-Type", "text/event-stream"}}};
  const auto add = [&](const std::string& name, Json fields) {
    fields["type"] = name;
    reply.pieces.push_back(fmt::format("event: {}\ndata: {}\n\n", name, fields.dump()));
  };
  Json start = whole;
  start["content"] = Json::array();
  start["stop_reason"] = nullptr;
  start["usage"]["output_tokens"] = 1;
  add("message_start", {{"message", start}});
  const Json& block = whole["content"][0];
  const bool is_tool = block["type"] == "tool_use";
  Json empty = block;
  (is_tool ? empty["input"] : empty["text"]) = is_tool ? Json::object() : Json("");
  add("content_block_start", {{"index", 0}, {"content_block", empty}});
  add("ping", Json::object());
  const std::string text = is_tool ? block["input"].dump() : block["text"].get<std::string>();
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size() - 1) + 1;
    const char* const field = is_tool ? "partial_json" : "text";
    add("content_block_delta", {{"index", 0},
                                {"delta",
                                 {{"type", is_tool ? "input_json_delta" : "text_delta"},
                                  {field, text.substr(i, end - i)}}}});
    i = end;
  }
  add("content_block_stop", {{"index", 0}});
  add("message_delta",
      {{"delta", {{"stop_reason", whole["stop_reason"]}, {"stop_sequence", nullptr}}},
       {"usage", {{"output_tokens", whole["usage"]["output_tokens"]}}}});
  add("message_stop", Json::object());
  return reply;
}

class AnthropicPlay : public ConformanceProvider {
 public:
  explicit AnthropicPlay(const ModelPlay& play) : play_(play) {}

  std::string key_of(const ServedRequest& request) const override {
    return std::string(request.header("x-api-key"));
  }

  ServedReply answer(ProviderCall& call) override {
    if (call.request.method != "POST" || call.path != "/messages") {
      throw ConformanceRefusal{404, "Not found"};
    }
    if (call.request.header("anthropic-version").empty()) {
      throw ConformanceRefusal{400, "anthropic-version: header is required"};
    }
    const Json body = call.body();
    check_request(body);
    const auto model = body["model"].get<std::string>();
    if (!model.starts_with("claude-"))
      throw ConformanceRefusal{404, fmt::format("model: {}", model)};
    CallUsage usage{
        .inputs = 1,
        .input_tokens = play_.count_tokens(model, message_text(body.value("system", Json())))};
    for (const Json& message : body["messages"]) {
      usage.input_tokens += 3 + play_.count_tokens(model, message_text(message["content"]));
    }
    call.admit(usage);
    const Json tool = forced_tool(body);
    const Json schema = tool.is_null() ? Json() : tool["input_schema"];
    const ScriptedChat said =
        play_.chat(call.request.body, schema, message_text(body["messages"].back()["content"]));
    usage.output_tokens = play_.count_tokens(model, said.text);
    call.admit(usage);
    const Json document = message_document(model, said, tool, usage);
    return body.value("stream", false) ? streamed(document) : json_reply(document);
  }

  ServedReply refuse(const ConformanceRefusal& refusal) const override {
    const char* const type = [&] {
      switch (refusal.status) {
        case 401:
          return "authentication_error";
        case 403:
          return "permission_error";
        case 404:
          return "not_found_error";
        case 413:
          return "request_too_large";
        case 429:
          return "rate_limit_error";
        case 529:
          return "overloaded_error";
        default:
          return refusal.status >= 500 ? "api_error" : "invalid_request_error";
      }
    }();
    return json_reply({{"type", "error"},
                       {"error", {{"type", type}, {"message", refusal.message}}},
                       {"request_id", "req_test"}},
                      refusal.status);
  }

 private:
  static Json message_document(const std::string& model, const ScriptedChat& said, const Json& tool,
                               const CallUsage& usage) {
    Json block{{"type", "text"}, {"text", said.refusal.empty() ? said.text : said.refusal}};
    const char* stop_reason = "end_turn";
    if (!tool.is_null() && said.refusal.empty()) {
      const Json input = Json::parse(said.text, nullptr, false);
      block = {{"type", "tool_use"},
               {"id", "toolu_1"},
               {"name", tool["name"]},
               {"input", input.is_discarded() ? Json(said.text) : input}};
      stop_reason = "tool_use";
    }
    if (said.truncated) stop_reason = "max_tokens";
    if (!said.refusal.empty()) stop_reason = "refusal";
    return {{"id", "msg_1"},
            {"type", "message"},
            {"role", "assistant"},
            {"model", model},
            {"content", Json::array({block})},
            {"stop_reason", stop_reason},
            {"stop_sequence", nullptr},
            {"usage",
             {{"input_tokens", usage.input_tokens},
              {"cache_creation_input_tokens", 0},
              {"cache_read_input_tokens", 0},
              {"output_tokens", usage.output_tokens}}}};
  }

  ModelPlay play_;
};

}  // namespace

std::unique_ptr<ConformanceProvider> make_anthropic_play(const ModelPlay& play) {
  return std::make_unique<AnthropicPlay>(play);
}

}  // namespace gitctx

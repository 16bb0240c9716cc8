#include <fmt/format.h>

#include <set>

#include "testing/conformance/conformance_openai.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

bool is_reasoning_model(std::string_view model) {
  return model.starts_with("o1") || model.starts_with("o3") || model.starts_with("o4") ||
         model.starts_with("gpt-5");
}

[[noreturn]] void refuse_schema(const std::string& context, std::string_view why) {
  throw ConformanceRefusal{
      400,
      fmt::format("Invalid schema for response_format: In context=({}), {}", context, why),
      {},
      "response_format"};
}

/// Throws ConformanceRefusal if a schema uses a feature that strict outputs do not support.
void check_strict(const Json& schema, const std::string& context, int depth) {
  if (depth > 10) refuse_schema(context, "there are too many levels of nesting.");
  for (const char* const word : {"allOf", "not", "if", "then", "else", "oneOf", "dependentRequired",
                                 "dependentSchemas", "patternProperties"}) {
    if (schema.contains(word)) refuse_schema(context, fmt::format("'{}' is not permitted.", word));
  }
  for (const Json& choice : schema.value("anyOf", Json::array())) {
    check_strict(choice, context + ", 'anyOf'", depth + 1);
  }
  if (schema.contains("items")) check_strict(schema["items"], context + ", 'items'", depth + 1);
  const bool is_object = schema.value("type", Json()) == "object";
  if (!is_object) return;
  if (schema.value("additionalProperties", Json()) != Json(false)) {
    refuse_schema(context, "'additionalProperties' is required to be supplied and to be false.");
  }
  std::set<std::string> required;
  for (const Json& name : schema.value("required", Json::array())) {
    required.insert(name.get<std::string>());
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items()) {
    if (required.erase(name) == 0) {
      refuse_schema(context, fmt::format("'required' is required to be supplied and to be an array "
                                         "including every key in properties. Missing '{}'.",
                                         name));
    }
    check_strict(property, fmt::format("{}, '{}'", context, name), depth + 1);
  }
  if (!required.empty()) refuse_schema(context, "'required' names what is no property.");
}

/// The schema of a request; null if there is none. Throws ConformanceRefusal for a wrong schema.
Json schema_of(const Json& body) {
  if (!body.contains("response_format")) return nullptr;
  const Json& format = body["response_format"];
  const std::string type = format.value("type", "");
  if (type == "text" || type == "json_object") return nullptr;
  if (type != "json_schema") {
    throw ConformanceRefusal{
        400, fmt::format("Invalid value: '{}'.", type), {}, "response_format.type"};
  }
  if (!format.contains("json_schema") || !format["json_schema"].contains("schema")) {
    throw ConformanceRefusal{400, "Missing required parameter: 'response_format.json_schema'.",
                             "missing_required_parameter", "response_format.json_schema"};
  }
  const std::string name = format["json_schema"].value("name", "");
  const bool is_named = !name.empty() && name.size() <= 64 &&
                        name.find_first_not_of(
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                            "0123456789_-") == std::string::npos;
  if (!is_named) {
    throw ConformanceRefusal{
        400, "Invalid 'response_format.json_schema.name': string does not match pattern.",
        "invalid_value", "response_format.json_schema.name"};
  }
  const Json& schema = format["json_schema"]["schema"];
  if (format["json_schema"].value("strict", false)) {
    if (schema.value("type", Json()) != "object") {
      refuse_schema("", "schema must be a JSON Schema of 'type: \"object\"'.");
    }
    check_strict(schema, "", 0);
  }
  return schema;
}

void check_messages(const Json& body) {
  static const std::set<std::string> roles{"developer", "system", "user", "assistant", "tool"};
  if (!body.contains("messages") || !body["messages"].is_array() || body["messages"].empty()) {
    throw ConformanceRefusal{400, "Missing required parameter: 'messages'.",
                             "missing_required_parameter", "messages"};
  }
  for (const Json& message : body["messages"]) {
    if (!message.is_object() || !roles.contains(message.value("role", ""))) {
      throw ConformanceRefusal{400, "Invalid value for 'messages[].role'.", "invalid_value",
                               "messages"};
    }
    if (!message.contains("content")) {
      throw ConformanceRefusal{400, "Missing required parameter: 'messages[].content'.",
                               "missing_required_parameter", "messages"};
    }
  }
}

void check_settings(const Json& body, const std::string& model) {
  refuse_unknown_fields(body,
                        {"model",
                         "messages",
                         "response_format",
                         "temperature",
                         "seed",
                         "max_completion_tokens",
                         "max_tokens",
                         "reasoning_effort",
                         "logprobs",
                         "top_logprobs",
                         "n",
                         "service_tier",
                         "store",
                         "prompt_cache_key",
                         "stream",
                         "stream_options",
                         "top_p",
                         "stop",
                         "user",
                         "metadata",
                         "frequency_penalty",
                         "presence_penalty",
                         "verbosity",
                         "safety_identifier"},
                        400, "Unrecognized request argument supplied: {}");
  if (!model.starts_with("gpt-") && !is_reasoning_model(model)) {
    throw ConformanceRefusal{
        404, fmt::format("The model `{}` does not exist or you do not have access to it.", model),
        "model_not_found"};
  }
  if (!is_reasoning_model(model)) return;
  if (body.contains("max_tokens")) {
    throw ConformanceRefusal{
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
        "'max_completion_tokens' instead.",
        "unsupported_parameter", "max_tokens"};
  }
  if (body.contains("temperature") && body["temperature"] != 1) {
    throw ConformanceRefusal{
        400,
        "Unsupported value: 'temperature' does not support this value with this model. "
        "Only the default (1) value is supported.",
        "unsupported_value", "temperature"};
  }
}

/// The text, cut after each blank.
std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size() - 1) + 1;
    pieces.push_back(text.substr(i, end - i));
    i = end;
  }
  return pieces;
}

struct Completion {
  std::string model;
  ScriptedChat said;
  Json usage;
};

ServedReply streamed(const Completion& completion, bool with_usage) {
  ServedReply reply{.headers = {{"Content-Type", "text/event-stream"}}};
  const auto add = [&](const Json& choices, const Json& usage) {
    Json event{{"id", "chatcmpl-1"},
               {"object", "chat.completion.chunk"},
               {"created", 0},
               {"model", completion.model},
               {"choices", choices}};
    if (with_usage) event["usage"] = usage;
    reply.pieces.push_back("data: " + event.dump() + "\n\n");
  };
  const auto delta = [&](const Json& part, const Json& finish) {
    add(Json::array({{{"index", 0}, {"delta", part}, {"finish_reason", finish}}}), nullptr);
  };
  delta({{"role", "assistant"}, {"content", ""}}, nullptr);
  if (!completion.said.refusal.empty()) delta({{"refusal", completion.said.refusal}}, nullptr);
  if (completion.said.refusal.empty()) {
    for (const std::string& piece : pieces_of(completion.said.text)) {
      delta({{"content", piece}}, nullptr);
    }
  }
  delta(Json::object(), completion.said.truncated ? "length" : "stop");
  if (with_usage) add(Json::array(), completion.usage);
  reply.pieces.emplace_back("data: [DONE]\n\n");
  return reply;
}

}  // namespace

ServedReply answer_chat_completion(ProviderCall& call, const ModelPlay& play, bool is_compatible) {
  const Json body = call.body();
  if (!body.contains("model") || !body["model"].is_string()) {
    throw ConformanceRefusal{400, "you must provide a model parameter"};
  }
  Completion completion{.model = body["model"].get<std::string>()};
  if (!is_compatible) check_settings(body, completion.model);
  check_messages(body);
  const Json schema = schema_of(body);
  // OpenAI counts three extra tokens for each message, and three for the start of the answer.
  CallUsage usage{.inputs = 1, .input_tokens = 3};
  for (const Json& message : body["messages"]) {
    usage.input_tokens += 3 + play.count_tokens(completion.model, message_text(message["content"]));
  }
  call.admit(usage);
  const std::string last = message_text(body["messages"].back()["content"]);
  completion.said = play.chat(call.request.body, schema, last);
  const ScriptedChat& said = completion.said;
  usage.output_tokens =
      play.count_tokens(completion.model, said.refusal.empty() ? said.text : said.refusal);
  call.admit(usage);
  completion.usage = {{"prompt_tokens", usage.input_tokens},
                      {"completion_tokens", usage.output_tokens},
                      {"total_tokens", usage.input_tokens + usage.output_tokens},
                      {"prompt_tokens_details", {{"cached_tokens", 0}}},
                      {"completion_tokens_details", {{"reasoning_tokens", 0}}}};
  if (body.value("stream", false)) {
    const Json options = body.value("stream_options", Json::object());
    return streamed(completion, options.value("include_usage", false));
  }
  Json message{{"role", "assistant"}, {"content", said.text}, {"refusal", nullptr}};
  if (!said.refusal.empty()) {
    message["content"] = nullptr;
    message["refusal"] = said.refusal;
  }
  return json_reply(
      {{"id", "chatcmpl-1"},
       {"object", "chat.completion"},
       {"created", 0},
       {"model", completion.model},
       {"choices", Json::array({{{"index", 0},
                                 {"message", message},
                                 {"logprobs", nullptr},
                                 {"finish_reason", said.truncated ? "length" : "stop"}}})},
       {"usage", completion.usage},
       {"system_fingerprint", "fp_test"}});
}

}  // namespace gitctx

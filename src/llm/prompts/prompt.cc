#include "llm/prompts/prompt.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "base/yaml_fields.h"
#include "llm/prompts/yaml_json.h"
#include "llm/wire/json_schema.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

bool is_name(std::string_view text) {
  return !text.empty() && is_lower(text[0]) &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

/// A piece of a template: text, or the name of a variable.
struct TemplatePiece {
  std::string_view text;
  bool is_variable = false;
};

/// Splits a template into pieces. Returns the fault of the template, if it has one.
std::optional<std::string> split_template(std::string_view text,
                                          std::vector<TemplatePiece>& pieces) {
  while (!text.empty()) {
    const std::size_t begin = text.find("{{");
    if (begin != 0) pieces.push_back({text.substr(0, begin)});
    if (begin == std::string_view::npos) return std::nullopt;
    text.remove_prefix(begin + 2);
    const std::size_t size = text.find("}}");
    if (size == std::string_view::npos) return "'{{' without '}}'";
    const std::string_view name = text.substr(0, size);
    if (!is_name(name)) {
      return fmt::format("expected {{{{name}}}}, got '{{{{{}}}}}'", name.substr(0, 40));
    }
    pieces.push_back({name, true});
    text.remove_prefix(size + 2);
  }
  return std::nullopt;
}

class PromptParser : private YamlFields {
 public:
  explicit PromptParser(std::string_view file)
      : YamlFields(file, "Fix that line", {.megabytes = 1}) {}

  Prompt parse(std::string_view yaml) const {
    return read(yaml, [this](const YAML::Node& root) { return prompt_of(root); });
  }

 private:
  Prompt prompt_of(const YAML::Node& root) const {
    check_keys(root, {"name", "version", "purpose", "model", "messages", "output"});
    Prompt prompt;
    prompt.name = text(root, "name", true);
    if (!is_name(prompt.name)) fail(root["name"], "expected a name of a-z, 0-9 and _");
    prompt.version = whole_number(child(root, "version"), "version", 1, 1'000'000);
    prompt.purpose = text(root, "purpose", true);
    if (const auto model = optional_child(root, "model")) read_model(*model, prompt);
    const YAML::Node messages = child(root, "messages");
    if (!messages.IsSequence()) fail(messages, "expected a list");
    for (const YAML::Node& node : messages) read_message(node, prompt);
    if (prompt.messages.empty() || prompt.messages.back().role != ChatMessage::Role::user) {
      fail(messages, "the last message must be the user's");
    }
    if (const auto output = optional_child(root, "output")) read_output(*output, prompt);
    return prompt;
  }

  void read_model(const YAML::Node& node, Prompt& prompt) const {
    check_keys(node, {"temperature", "seed", "max_output_tokens"});
    if (const auto found = optional_child(node, "temperature")) {
      prompt.temperature = real(*found, "temperature", 0, 2);
    }
    if (const auto found = optional_child(node, "seed")) {
      prompt.seed = whole_number(*found, "seed", 0, 2'000'000'000);
    }
    if (const auto found = optional_child(node, "max_output_tokens")) {
      prompt.max_output_tokens = whole_number(*found, "max_output_tokens", 1, 1'000'000);
    }
  }

  ChatMessage::Role read_role(const YAML::Node& node) const {
    const std::string role = text(node, "role", true);
    if (role == "system") return ChatMessage::Role::system;
    if (role == "assistant") return ChatMessage::Role::assistant;
    if (role != "user") fail(node["role"], "role: expected system, user or assistant");
    return ChatMessage::Role::user;
  }

  void read_message(const YAML::Node& node, Prompt& prompt) const {
    check_keys(node, {"role", "content"});
    ChatMessage message{read_role(node), text(node, "content", true)};
    message.content.erase(message.content.find_last_not_of(" \n\r\t") + 1);
    std::vector<TemplatePiece> pieces;
    if (const auto fault = split_template(message.content, pieces)) fail(node["content"], *fault);
    for (const TemplatePiece& piece : pieces) {
      const auto found = std::ranges::find(prompt.variables, piece.text);
      if (piece.is_variable && found == prompt.variables.end()) {
        prompt.variables.emplace_back(piece.text);
      }
    }
    prompt.messages.push_back(std::move(message));
  }

  void read_output(const YAML::Node& node, Prompt& prompt) const {
    check_keys(node, {"name", "schema"});
    const YAML::Node written = child(node, "schema");
    const auto json = yaml_to_json(written);
    if (!json) fail(written, "too deep or too large for a schema");
    OutputSchema schema{text(node, "name", true), *json};
    const bool fits = schema.name.size() <= 64 && std::ranges::all_of(schema.name, [](char c) {
                        return is_alphanumeric(c) || c == '_' || c == '-';
                      });
    if (!fits) fail(node["name"], "expected at most 64 characters: A-Z, a-z, 0-9, _ and -");
    if (const auto fault = find_schema_fault(schema.json)) fail(written, "schema: " + *fault);
    prompt.schema = std::move(schema);
  }
};

std::string render_template(std::string_view text, const Prompt& prompt,
                            const std::map<std::string, std::string>& values) {
  std::vector<TemplatePiece> pieces;
  if (const auto fault = split_template(text, pieces)) {
    throw Error(ErrorCode::usage, fmt::format("prompt {}: {}", prompt.name, *fault));
  }
  std::string rendered;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_variable) {
      rendered += piece.text;
      continue;
    }
    const auto found = values.find(std::string(piece.text));
    if (found == values.end()) {
      throw Error(ErrorCode::usage,
                  fmt::format("prompt {}: no value for {{{{{}}}}}", prompt.name, piece.text));
    }
    rendered += found->second;
  }
  return rendered;
}

}  // namespace

Prompt parse_prompt(std::string_view yaml, std::string_view file) {
  return PromptParser(file).parse(yaml);
}

ChatRequest render_prompt(const Prompt& prompt, const std::map<std::string, std::string>& values) {
  ChatRequest request{.messages = {},
                      .schema = prompt.schema,
                      .temperature = prompt.temperature,
                      .seed = prompt.seed,
                      .max_output_tokens = prompt.max_output_tokens};
  for (const ChatMessage& message : prompt.messages) {
    request.messages.push_back({message.role, render_template(message.content, prompt, values)});
  }
  return request;
}

std::string prompt_hash(const Prompt& prompt) {
  OrderedJson content{{"name", prompt.name},
                      {"version", prompt.version},
                      {"temperature", prompt.temperature.value_or(-1)},
                      {"seed", prompt.seed.value_or(-1)},
                      {"max_output_tokens", prompt.max_output_tokens},
                      {"schema", prompt.schema ? prompt.schema->name + prompt.schema->json : ""},
                      {"messages", OrderedJson::array()}};
  for (const ChatMessage& message : prompt.messages) {
    content["messages"].push_back({static_cast<int>(message.role), message.content});
  }
  return fmt::format("{:016x}", hash64(raw_json_text(content)));
}

}  // namespace gitctx

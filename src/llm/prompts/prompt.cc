#include "llm/prompts/prompt.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "llm/prompts/prompt_reader.h"
#include "llm/wire/json_schema.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

bool is_name(std::string_view text) {
  return !text.empty() && is_lower(text[0]) &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

/// A piece of a template: text, or the name of a variable.
struct TemplatePiece {
  std::string_view text;
  bool is_variable = false;
};

/// The pieces, or what is wrong with the template.
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

class PromptParser {
 public:
  PromptParser(std::string_view yaml, std::string_view file) : reader_(yaml, file) {}

  Prompt parse() {
    const PromptNode root = reader_.root();
    root.check_keys({"name", "version", "purpose", "model", "messages", "output"});
    Prompt prompt;
    prompt.name = root.child("name").text();
    if (!is_name(prompt.name)) root.child("name").fail("expected a name of a-z, 0-9 and _");
    prompt.version = static_cast<int>(root.child("version").whole_number(1, 1'000'000));
    prompt.purpose = root.child("purpose").text();
    if (const auto model = root.optional_child("model")) read_model(*model, prompt);
    for (const PromptNode& node : root.child("messages").items()) read_message(node, prompt);
    if (prompt.messages.empty() || prompt.messages.back().role != ChatMessage::Role::user) {
      root.child("messages").fail("the last message has to be the user's");
    }
    if (const auto output = root.optional_child("output")) read_output(*output, prompt);
    return prompt;
  }

 private:
  static void read_model(const PromptNode& node, Prompt& prompt) {
    node.check_keys({"temperature", "seed", "max_output_tokens"});
    if (const auto found = node.optional_child("temperature")) {
      prompt.temperature = found->number(0, 2);
    }
    if (const auto found = node.optional_child("seed")) {
      prompt.seed = found->whole_number(0, 2'000'000'000);
    }
    if (const auto found = node.optional_child("max_output_tokens")) {
      prompt.max_output_tokens = static_cast<int>(found->whole_number(1, 1'000'000));
    }
  }

  static ChatMessage::Role read_role(const PromptNode& node) {
    const std::string role = node.text();
    if (role == "system") return ChatMessage::Role::system;
    if (role == "assistant") return ChatMessage::Role::assistant;
    if (role != "user") node.fail("role: expected system, user or assistant");
    return ChatMessage::Role::user;
  }

  static void read_message(const PromptNode& node, Prompt& prompt) {
    node.check_keys({"role", "content"});
    ChatMessage message{read_role(node.child("role")), node.child("content").text()};
    message.content.erase(message.content.find_last_not_of(" \n\r\t") + 1);
    std::vector<TemplatePiece> pieces;
    if (const auto fault = split_template(message.content, pieces)) {
      node.child("content").fail(*fault);
    }
    for (const TemplatePiece& piece : pieces) {
      const auto found = std::ranges::find(prompt.variables, piece.text);
      if (piece.is_variable && found == prompt.variables.end()) {
        prompt.variables.emplace_back(piece.text);
      }
    }
    prompt.messages.push_back(std::move(message));
  }

  static void read_output(const PromptNode& node, Prompt& prompt) {
    node.check_keys({"name", "schema"});
    OutputSchema schema{node.child("name").text(), node.child("schema").json()};
    const bool fits = schema.name.size() <= 64 && std::ranges::all_of(schema.name, [](char c) {
                        return is_alphanumeric(c) || c == '_' || c == '-';
                      });
    if (!fits) node.child("name").fail("expected at most 64 of A-Z, a-z, 0-9, _ and -");
    if (const auto fault = find_schema_fault(schema.json)) {
      node.child("schema").fail("schema: " + *fault);
    }
    prompt.schema = std::move(schema);
  }

  PromptReader reader_;
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
  return PromptParser(yaml, file).parse();
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
  Json content{{"name", prompt.name},
               {"version", prompt.version},
               {"temperature", prompt.temperature.value_or(-1)},
               {"seed", prompt.seed.value_or(-1)},
               {"max_output_tokens", prompt.max_output_tokens},
               {"schema", prompt.schema ? prompt.schema->name + prompt.schema->json : ""},
               {"messages", Json::array()}};
  for (const ChatMessage& message : prompt.messages) {
    content["messages"].push_back({static_cast<int>(message.role), message.content});
  }
  return fmt::format("{:016x}", hash64(json_text(content)));
}

}  // namespace gitctx

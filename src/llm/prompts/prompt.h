#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "llm/chat_model.h"

namespace gitctx {

/// A prompt as it lies in a file: messages as templates, in which `{{name}}` stands for a value,
/// and how a model is asked. The format is docs/evals.md's.
struct Prompt {
  std::string name;  ///< [a-z][a-z0-9_]*
  int version = 1;
  std::string purpose;
  std::vector<ChatMessage> messages;  ///< at least one; the last is the user's
  std::optional<OutputSchema> schema;
  std::optional<double> temperature;
  std::optional<std::int64_t> seed;
  int max_output_tokens = 1024;
  std::vector<std::string> variables;  ///< the names in the templates, each once, in their order
};

/// `file` stands for the text in messages. Throws failure (`FILE:LINE: ...`) for broken YAML, usage
/// for what is YAML but no prompt: a key nobody knows, a template with a stray `{{`, a schema
/// beyond the strict subset.
Prompt parse_prompt(std::string_view yaml, std::string_view file);

/// The request with every `{{name}}` replaced. Values are put in as they are: what looks like a
/// variable in one stays. Throws usage if a variable has no value; other values are ignored.
ChatRequest render_prompt(const Prompt& prompt, const std::map<std::string, std::string>& values);

/// 16 hexadecimal digits of all that changes what a model is asked: for the metadata of runs.
std::string prompt_hash(const Prompt& prompt);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "llm/chat_model.h"

namespace gitctx {

/// A prompt as a file describes it: message templates, in which `{{name}}` is a variable, and the
/// parameters of the request. docs/evals.md specifies the format.
struct Prompt {
  std::string name;  ///< [a-z][a-z0-9_]*
  int version = 1;
  std::string purpose;
  std::vector<ChatMessage> messages;  ///< at least one; the last one has the role `user`
  std::optional<OutputSchema> schema;
  std::optional<double> temperature;
  std::optional<std::int64_t> seed;
  int max_output_tokens = 1024;
  std::vector<std::string> variables;  ///< names used in the templates, each once, in order
};

/// The size limit for a prompt file.
inline constexpr std::uint64_t most_prompt_bytes = std::uint64_t{1024} * 1024;

/// `file` is the name of the text in messages (`FILE:LINE: ...`). Throws Error(failure) for broken
/// YAML, and Error(usage) for YAML that is not a valid prompt, for example because of an unknown
/// key, a stray `{{`, or a schema outside the strict subset.
Prompt parse_prompt(std::string_view yaml, std::string_view file);

/// The request with every `{{name}}` replaced. Values are inserted verbatim, even if they contain
/// `{{`. Throws Error(usage) if a variable has no value; values for unknown variables are ignored.
ChatRequest render_prompt(const Prompt& prompt, const std::map<std::string, std::string>& values);

/// A hash, in 16 hexadecimal digits, of everything that affects a request; part of the metadata of
/// runs.
std::string prompt_hash(const Prompt& prompt);

}  // namespace gitctx

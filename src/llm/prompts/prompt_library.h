#pragma once

#include <span>
#include <string>
#include <string_view>

#include "llm/prompts/prompt.h"

namespace gitctx {

/// The prompts in prompts/*.yml, which are part of the program; a repository may replace them. The
/// name of each built-in prompt has a contract. The contract lists the variables that the code
/// fills in and the properties that it reads from the reply. The templates must use all of these
/// variables.

/// The names "answer", "expand_query", "judge" and "rerank".
std::span<const std::string_view> built_in_prompt_names();

/// `name` must be one of built_in_prompt_names(). The prompt is parsed only once. Thread-safe.
const Prompt& built_in_prompt(std::string_view name);

/// How a prompt violates the contract of its name: an unknown or unused variable, or a missing
/// property. Empty if the prompt meets the contract or its name has no contract.
std::string find_contract_fault(const Prompt& prompt);

/// Parses a text that replaces the built-in prompt `name`. `file` is the name of the text in
/// messages. Throws as parse_prompt() does, and Error(usage) if the prompt violates the contract or
/// has another name.
Prompt parse_replacement(std::string_view name, std::string_view yaml, std::string_view file);

}  // namespace gitctx

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "llm/prompts/prompt.h"

namespace gitctx {

/// The prompts of prompts/*.yml, which are part of the program; a repository may replace them. Each
/// built-in name has a contract: the variables that the code fills in, all of which the templates
/// must use, and the properties that it reads from the reply.

/// "answer", "expand_query", "judge", "rerank".
std::span<const std::string_view> built_in_prompt_names();

/// `name` must be one of built_in_prompt_names(). Parsed once; safe from any thread.
const Prompt& built_in_prompt(std::string_view name);

/// How a prompt breaks the contract of its name: an unknown or unused variable, a missing property.
/// Empty if it meets the contract, and for names without a contract.
std::string find_contract_fault(const Prompt& prompt);

/// The prompt in a text that replaces the built-in prompt `name`. `file` names the text in
/// messages. Throws as parse_prompt() does, and Error(usage) for a text that breaks the contract or
/// has another name.
Prompt parse_replacement(std::string_view name, std::string_view yaml, std::string_view file);

}  // namespace gitctx

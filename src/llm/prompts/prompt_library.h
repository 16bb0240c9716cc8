#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "llm/prompts/prompt.h"

namespace gitctx {

/// The prompts of prompts/*.yml, which are part of the program, and a repository's own in their
/// place. Each built-in name has a contract: the variables that the code fills in, all of which
/// the templates use, and the properties that it reads from the reply.

/// "answer", "expand_query", "judge", "rerank", "summarize_commit".
std::span<const std::string_view> built_in_prompt_names();

/// `name` has to be one of those. Parsed once; safe from any thread.
const Prompt& built_in_prompt(std::string_view name);

/// What keeps a prompt from being used under its name: a variable nobody fills in, one that is not
/// used, a missing property. Empty: nothing; so for names without a contract.
std::string find_contract_fault(const Prompt& prompt);

/// NAME.yml in `folder` (a repository's .gitctx/prompts) if it is there, else the built-in prompt.
/// Throws as parse_prompt(), and usage for a file that breaks the contract or has another name.
Prompt find_prompt(std::string_view name, const std::filesystem::path& folder);

}  // namespace gitctx

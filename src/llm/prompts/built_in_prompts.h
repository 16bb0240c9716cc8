#pragma once

#include <string_view>

namespace gitctx {

/// The text that prompts/NAME.yml had when the program was built; empty for an unknown name.
std::string_view built_in_prompt_yaml(std::string_view name);

}  // namespace gitctx

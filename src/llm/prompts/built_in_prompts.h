#pragma once

#include <string_view>

namespace gitctx {

/// The text of prompts/NAME.yml at build time; empty for an unknown name.
std::string_view built_in_prompt_yaml(std::string_view name);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// The text of prompts/NAME.yml as it was when the program was built; empty: there is none.
std::string_view built_in_prompt_yaml(std::string_view name);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// Whether a text follows the grammar of git's configuration files. If it does not, git refuses the
/// repository. A text that follows the grammar may still contain wrong values.
bool is_config_text(std::string_view text);

}  // namespace gitctx

#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The help of a command or verb, or of the program if `command` is empty: at most 80 columns.
std::string help_text(std::string_view command);

/// The text that `gitctx` without arguments prints.
std::string_view quick_start_text();

/// Version, commit and index format.
std::string version_text();

}  // namespace gitctx

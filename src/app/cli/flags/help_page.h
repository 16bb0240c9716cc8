#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The help for a command or verb, or for the program if `command` is empty. Lines have at most 80
/// columns.
std::string help_text(std::string_view command);

/// The text that `gitctx` without arguments prints.
std::string_view quick_start_text();

/// The version, the commit and the index format, as --version prints them.
std::string version_text();

}  // namespace gitctx

#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The help of a command, or of the program when `command` is empty.
std::string_view help_text(std::string_view command);

/// What `gitctx` alone says.
std::string_view quick_start_text();

/// Version, commit and index format.
std::string version_text();

}  // namespace gitctx

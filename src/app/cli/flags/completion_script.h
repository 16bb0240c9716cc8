#pragma once

#include <string>

#include "app/cli/arguments.h"

namespace gitctx {

/// A script that makes the shell complete commands, verbs, flags and values.
std::string completion_script(Shell shell);

}  // namespace gitctx

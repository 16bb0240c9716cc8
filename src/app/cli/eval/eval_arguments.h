#pragma once

#include <span>
#include <string>

#include "app/cli/command_parser.h"

namespace gitctx {

/// Throws usage, naming the option and what it takes.
CommandArguments parse_eval(CommandParser& parser, std::span<const std::string> words);

}  // namespace gitctx

#pragma once

#include <filesystem>

#include "app/cli/arguments.h"
#include "app/cli/terminal/output.h"
#include "app/cli/terminal/terminal.h"
#include "app/config/environment.h"

namespace gitctx {

/// What a command works with.
struct CommandContext {
  std::filesystem::path directory;  ///< absolute; where to look for the repository
  Environment environment;
  Output& out;
  Terminal out_terminal;
  Terminal error_terminal;
};

// Each runs one command and returns the exit status. Throws Error.
int run_index_command(const IndexArguments& arguments, CommandContext& context);
int run_search_command(const SearchArguments& arguments, CommandContext& context);
int run_ask_command(const AskArguments& arguments, CommandContext& context);
int run_status_command(const StatusArguments& arguments, CommandContext& context);
int run_clear_command(const ClearArguments& arguments, CommandContext& context);
int run_cache_command(const CacheArguments& arguments, CommandContext& context);
int run_config_command(const ConfigArguments& arguments, CommandContext& context);
int run_eval_command(const EvalArguments& arguments, CommandContext& context);

}  // namespace gitctx

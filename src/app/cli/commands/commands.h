#pragma once

#include <filesystem>

#include "app/cli/arguments.h"
#include "app/cli/terminal/output.h"
#include "app/cli/terminal/terminal.h"
#include "app/config/environment.h"

namespace gitctx {

/// The folder, environment and outputs of a command.
struct CommandContext {
  std::filesystem::path directory;  ///< absolute; may be outside every repository
  Environment environment;
  Output& out;
  Terminal out_terminal;
  Terminal error_terminal;
};

// Each function runs one command or verb, returns the exit status, and throws Error if the command
// fails.
int run_command(const IndexArguments& arguments, CommandContext& context);
int run_command(const SearchArguments& arguments, CommandContext& context);
int run_command(const AskArguments& arguments, CommandContext& context);
int run_command(const StatusArguments& arguments, CommandContext& context);
int run_command(const ClearArguments& arguments, CommandContext& context);
int run_command(const CacheStatusArguments& arguments, CommandContext& context);
int run_command(const CacheExportArguments& arguments, CommandContext& context);
int run_command(const CacheImportArguments& arguments, CommandContext& context);
int run_command(const ConfigInitArguments& arguments, CommandContext& context);
int run_command(const ConfigGetArguments& arguments, CommandContext& context);
int run_command(const ConfigSetArguments& arguments, CommandContext& context);
int run_command(const ConfigListArguments& arguments, CommandContext& context);
int run_command(const TrustArguments& arguments, CommandContext& context);
int run_command(const EvalInitArguments& arguments, CommandContext& context);
int run_command(const EvalRunArguments& arguments, CommandContext& context);
int run_command(const EvalListArguments& arguments, CommandContext& context);
int run_command(const EvalShowArguments& arguments, CommandContext& context);
int run_command(const EvalCompareArguments& arguments, CommandContext& context);
int run_command(const EvalReportArguments& arguments, CommandContext& context);
int run_command(const EvalPushArguments& arguments, CommandContext& context);
int run_command(const EvalPullArguments& arguments, CommandContext& context);
int run_command(const EvalPushPromptArguments& arguments, CommandContext& context);
int run_command(const EvalPullPromptArguments& arguments, CommandContext& context);

}  // namespace gitctx

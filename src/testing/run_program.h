#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

struct ProgramResult {
  int status = 0;  ///< as waitpid() gives it
  std::string output;
  std::string errors;
};

/// Runs a program, found on PATH unless its name has a slash, with nothing but `environment`. Feeds
/// `input` and gathers both outputs at the same time, so that no side can block the other. Throws
/// std::runtime_error if it cannot be started at all.
ProgramResult run_program(std::vector<std::string> arguments, std::vector<std::string> environment,
                          std::string_view input = {});

}  // namespace gitctx

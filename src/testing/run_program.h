#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

struct ProgramResult {
  int status = 0;  ///< as returned by waitpid()
  std::string output;
  std::string errors;
};

/// Runs a program. Its environment contains only `environment` and the options of the sanitizers. A
/// name without a slash is searched for on PATH. Writes `input` and reads both outputs at the same
/// time, so that neither side blocks. The exit status is 127 if the program cannot be executed.
/// Throws std::runtime_error if the process cannot be created.
ProgramResult run_program(std::vector<std::string> arguments, std::vector<std::string> environment,
                          std::string_view input = {});

}  // namespace gitctx

#pragma once

namespace gitctx {

/// Parses the arguments, runs a command and returns the exit status. Reports every failure as a
/// sentence on standard error.
int run_cli(int argc, char** argv);

}  // namespace gitctx

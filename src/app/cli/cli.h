#pragma once

namespace gitctx {

/// The program: parses the arguments, runs a command and returns the exit status. Every failure
/// ends here as a sentence on standard error.
int run_cli(int argc, char** argv);

}  // namespace gitctx

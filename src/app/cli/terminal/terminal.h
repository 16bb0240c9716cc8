#pragma once

#include <string>

#include "app/config/environment.h"

namespace gitctx {

/// What an output can show. Found once at the start; everything that renders takes it as a value.
struct Terminal {
  bool is_terminal = false;
  bool colour = false;
  bool utf8 = false;  ///< by the locale variables
  int columns = 80;
};

/// NO_COLOR and TERM=dumb turn colours off; CLICOLOR_FORCE turns them on for pipes too, and loses
/// against NO_COLOR.
Terminal detect_terminal(int descriptor, const Environment& environment);

/// Whether somebody can be asked: standard input and standard error are both a terminal.
bool can_ask();

/// Puts a question on standard error and reads a line; only "y" and "yes" are a yes.
bool ask_yes_no(const std::string& question);

}  // namespace gitctx

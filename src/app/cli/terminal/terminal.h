#pragma once

#include <string>

#include "app/config/environment.h"

namespace gitctx {

/// The capabilities of an output stream. They are detected once at the start and passed to the
/// renderers.
struct Terminal {
  bool is_terminal = false;
  bool colour = false;
  bool utf8 = false;  ///< whether the locale variables select UTF-8
  int columns = 80;
};

/// NO_COLOR and TERM=dumb turn colours off. Unless NO_COLOR is set, CLICOLOR_FORCE turns colours
/// on, even for a pipe.
Terminal detect_terminal(int descriptor, const Environment& environment);

/// Whether standard input and standard error are terminals, so that the user can be asked.
bool can_ask();

/// Writes a question to standard error, with hidden characters escaped, and reads a line; only "y"
/// and "yes" mean yes.
bool ask_yes_no(const std::string& question);

}  // namespace gitctx

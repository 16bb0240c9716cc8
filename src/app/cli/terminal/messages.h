#pragma once

#include <span>
#include <string>

#include "app/notice.h"

namespace gitctx {

/// `gitctx: SENTENCE`, and the hint on a line of its own. What comes from a repository cannot steer
/// the terminal.
std::string message_text(const Notice& notice);

/// Puts messages on standard error.
void write_notice(const Notice& notice);
void write_notices(std::span<const Notice> notices);

}  // namespace gitctx

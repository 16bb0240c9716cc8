#pragma once

#include <span>
#include <string>

#include "app/notice.h"

namespace gitctx {

/// `gitctx: SENTENCE`, and the hint on its own line. Control characters are escaped.
std::string message_text(const Notice& notice);

/// Write to standard error.
void write_notice(const Notice& notice);
void write_notices(std::span<const Notice> notices);

}  // namespace gitctx

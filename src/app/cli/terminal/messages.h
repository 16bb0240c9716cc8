#pragma once

#include <span>
#include <string>

#include "app/notice.h"

namespace gitctx {

/// `gitctx: SENTENCE`, and the hint on its own line. The only way to standard error for text that
/// is not the program's own: hidden characters are escaped (base/printable.h), long text is cut.
std::string message_text(const Notice& notice);

/// Write to standard error.
void write_notice(const Notice& notice);
void write_notices(std::span<const Notice> notices);

}  // namespace gitctx

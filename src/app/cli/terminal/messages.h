#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "app/cli/terminal/terminal.h"
#include "app/notice.h"

namespace gitctx {

/// `gitctx: SENTENCE`, and the hint on its own line. The only way to standard error for text that
/// is not the program's own: secrets are replaced (redact/redactor.h), hidden characters are
/// escaped (base/printable.h), long text is cut.
std::string message_text(const Notice& notice);

/// A line of the log (base/log.h), treated like a message, with its newline.
std::string log_text(std::string_view line);

/// The notice of a server that has sent nothing for that long.
Notice silence_notice(std::string_view host, std::chrono::milliseconds silence);

/// The text before a message that comes while something else is shown: clears the progress line,
/// or ends the line of an answer that is being written to the same terminal.
std::string_view before_sudden_message(const Terminal& error, const Terminal& out,
                                       bool out_is_mid_line);

/// Write to standard error.
void write_notice(const Notice& notice);
void write_notices(std::span<const Notice> notices);

}  // namespace gitctx

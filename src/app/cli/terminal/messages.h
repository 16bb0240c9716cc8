#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/cli/terminal/terminal.h"
#include "app/notice.h"
#include "http/http.h"

namespace gitctx {

/// `gitctx: SENTENCE`, and the hint on its own line. All text that is not the program's own must
/// pass through here on its way to standard error. Secrets are replaced (redact/redactor.h), hidden
/// characters are escaped (base/printable.h), and long text is cut.
std::string message_text(const Notice& notice);

/// A log line (base/log.h) with its newline, treated like a message.
std::string log_text(std::string_view line);

Notice delay_notice(const ServerDelay& delay);

/// The text to write before a message that interrupts other output. It clears the progress line, or
/// ends the line of an answer that is being written to the same terminal.
std::string_view before_sudden_message(const Terminal& error, const Terminal& out,
                                       bool out_is_mid_line);

/// Both functions write to standard error.
void write_notice(const Notice& notice);
void write_notices(std::span<const Notice> notices);

}  // namespace gitctx

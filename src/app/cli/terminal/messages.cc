#include "app/cli/terminal/messages.h"

#include <fmt/format.h>

#include "app/cli/render/text_format.h"
#include "app/cli/terminal/output.h"

namespace gitctx {

std::string message_text(const Notice& notice) {
  std::string text = fmt::format("gitctx: {}\n", printable_line(notice.message));
  if (notice.hint.empty()) return text;
  return text + printable_line(notice.hint) + "\n";
}

Notice silence_notice(std::string_view host, std::chrono::milliseconds silence) {
  return {fmt::format("waiting for {} for {:g} s", host,
                      std::chrono::duration<double>(silence).count()),
          {}};
}

std::string_view before_sudden_message(const Terminal& error, const Terminal& out,
                                       bool out_is_mid_line) {
  if (!error.is_terminal) return "";
  return out.is_terminal && out_is_mid_line ? "\n" : "\r\x1b[K";
}

void write_notice(const Notice& notice) { write_message(message_text(notice)); }

void write_notices(std::span<const Notice> notices) {
  for (const Notice& notice : notices) write_notice(notice);
}

}  // namespace gitctx

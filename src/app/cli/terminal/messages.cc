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

void write_notice(const Notice& notice) { write_message(message_text(notice)); }

void write_notices(std::span<const Notice> notices) {
  for (const Notice& notice : notices) write_notice(notice);
}

}  // namespace gitctx

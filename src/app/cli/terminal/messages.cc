#include "app/cli/terminal/messages.h"

#include <fmt/format.h>

#include "app/cli/terminal/output.h"
#include "app/field_limits.h"
#include "base/printable.h"

namespace gitctx {

namespace {

std::string shown(std::string_view text) {
  return printable_line(cut_field(text, field_limit::message));
}

}  // namespace

std::string message_text(const Notice& notice) {
  std::string text = fmt::format("gitctx: {}\n", shown(notice.message));
  if (notice.hint.empty()) return text;
  return text + shown(notice.hint) + "\n";
}

void write_notice(const Notice& notice) { write_message(message_text(notice)); }

void write_notices(std::span<const Notice> notices) {
  for (const Notice& notice : notices) write_notice(notice);
}

}  // namespace gitctx

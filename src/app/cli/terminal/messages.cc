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

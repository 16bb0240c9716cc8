#include "app/cli/terminal/messages.h"

#include <fmt/format.h>

#include <chrono>

#include "app/cli/terminal/output.h"
#include "app/field_limits.h"
#include "base/printable.h"
#include "redact/redactor.h"

namespace gitctx {

namespace {

std::string shown(std::string_view text) {
  // Secrets must be replaced before the cut, because half a secret is no longer recognised.
  constexpr std::size_t most_read = std::size_t{64} * 1024;
  static_assert(most_read > field_limit::message);
  return printable_line(cut_field(redacted(text.substr(0, most_read)), field_limit::message));
}

}  // namespace

std::string message_text(const Notice& notice) {
  std::string text = fmt::format("gitctx: {}\n", shown(notice.message));
  if (notice.hint.empty()) return text;
  return text + shown(notice.hint) + "\n";
}

std::string log_text(std::string_view line) { return shown(line) + "\n"; }

Notice delay_notice(const ServerDelay& delay) {
  using Kind = ServerDelay::Kind;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(delay.time).count();
  switch (delay.kind) {
    case Kind::silent:
    case Kind::stalled:
      return {fmt::format("waiting for {} for {} s", delay.host, seconds), {}};
    case Kind::unfinished:
      return {fmt::format("{} has not finished its answer after {} s", delay.host, seconds), {}};
    case Kind::asks_to_wait:
      return {fmt::format("{} asks to wait: next attempt in {} s", delay.host, seconds), {}};
    case Kind::failing:
      return {fmt::format("requests to {} fail: next attempt in {} s", delay.host, seconds), {}};
  }
  return {};
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

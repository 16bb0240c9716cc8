#include "base/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/printable.h"

namespace gitctx {

namespace {

std::function<void(std::string_view)>& sink() {
  static std::function<void(std::string_view)> instance;
  return instance;
}

/// The names of the levels, indexed by level.
constexpr std::string_view level_names[] = {"off", "warn", "info", "debug"};
static_assert(static_cast<std::size_t>(LogLevel::debug) + 1 == std::size(level_names));

/// `text` as a logfmt value. It is quoted if it is empty, or has a blank, a quote, `=`, a
/// backslash, or a character beyond visible ASCII. Hidden characters are escaped.
std::string log_text(std::string_view text) {
  const bool is_plain = !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c != '"' && c != '=' && c != '\\' && c <= '~';
  });
  if (is_plain) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return printable_line(quoted + '"');
}

}  // namespace

LogValue::LogValue(double v) : text(fmt::format("{:.6g}", v)) {}
LogValue::LogValue(std::uint64_t v) : text(fmt::format("{}", v)) {}

void set_log(LogLevel level, std::function<void(std::string_view)> to) {
  sink() = std::move(to);
  detail::log_level = level;
}

void log_event(LogLevel level, std::string_view event,
               std::initializer_list<std::pair<std::string_view, LogValue>> fields) {
  if (!is_logged(level) || !sink()) return;
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto ms = now.time_since_epoch().count() % 1000;
  const auto seconds = fmt::gmtime(std::chrono::system_clock::to_time_t(now));
  std::string line = fmt::format("time={:%Y-%m-%dT%H:%M:%S}.{:03}Z level={} event={}", seconds, ms,
                                 level_names[static_cast<std::size_t>(level)], log_text(event));
  for (const auto& [key, value] : fields) line += fmt::format(" {}={}", key, log_text(value.text));
  sink()(line);
}

}  // namespace gitctx

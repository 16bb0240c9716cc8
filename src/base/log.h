#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gitctx {

enum class LogLevel : std::uint8_t { off, warn, info, debug };

namespace detail {
inline std::atomic<LogLevel> log_level = LogLevel::off;
}  // namespace detail

/// Whether events of this level are logged.
inline bool is_logged(LogLevel level) {
  return level <= detail::log_level.load(std::memory_order_relaxed);
}

/// Sends each event to `sink` as one line without a newline, from any thread. Must be called only
/// once, before other threads start.
void set_log(LogLevel level, std::function<void(std::string_view line)> sink);

/// A value of an event.
struct LogValue {
  LogValue(std::string_view v) : text(v) {}    // NOLINT(google-explicit-constructor)
  LogValue(const std::string& v) : text(v) {}  // NOLINT(google-explicit-constructor)
  LogValue(const char* v) : text(v) {}         // NOLINT(google-explicit-constructor)
  LogValue(double v);                          // NOLINT(google-explicit-constructor)
  LogValue(std::uint64_t v);                   // NOLINT(google-explicit-constructor)
  std::string text;
};

/// Writes `time=... level=info event=NAME key=value ...` (logfmt; values are quoted where needed)
/// if the level is enabled.
void log_event(LogLevel level, std::string_view event,
               std::initializer_list<std::pair<std::string_view, LogValue>> fields = {});

}  // namespace gitctx

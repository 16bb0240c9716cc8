#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace gitctx {

/// Parses a duration in the notation of Go, which OpenAI uses in its headers: `6m0s`, `1m30.5s`,
/// `12ms`, `1h`; a bare number is in seconds. Returns nothing for any other text, including
/// negative durations.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

/// Parses `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate of RFC 9110). Returns nothing for the
/// obsolete forms and for a year before 1970 or after 2261.
std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text);

}  // namespace gitctx

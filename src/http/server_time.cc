#include "http/server_time.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <string>

namespace gitctx {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};

// Longer names come first, so that "ms" is not read as "m".
constexpr Unit units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"\u00B5s", 1e-6}, {"ms", 1e-3},
                          {"h", 3600},  {"m", 60},    {"s", 1}};

// Longer than any real wait; also keeps the sum of nanoseconds within 64 bits.
constexpr double longest_seconds = 366.0 * 24 * 3600;

std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, failed] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (failed != std::errc() || number < 0 || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  double seconds = 0;
  if (text.empty()) return std::nullopt;
  for (bool is_first = true; !text.empty(); is_first = false) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const auto unit =
        std::ranges::find_if(units, [&](const Unit& each) { return text.starts_with(each.name); });
    if (unit == std::end(units)) {
      if (!is_first || !text.empty()) return std::nullopt;
      seconds = *number;
    } else {
      seconds += *number * unit->seconds;
      text.remove_prefix(unit->name.size());
    }
  }
  const double nanoseconds = std::round(std::min(seconds, longest_seconds) * 1e9);
  return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text) {
  constexpr const char* form = "%a, %d %b %Y %H:%M:%S GMT";
  std::tm date{};
  if (strptime(std::string(text).c_str(), form, &date) == nullptr) return std::nullopt;
  // Years outside this range do not fit into the clock, which counts nanoseconds from 1970 in 64
  // bits.
  constexpr int first_year = 1970 - 1900;
  constexpr int last_year = 2261 - 1900;
  if (date.tm_year < first_year || date.tm_year > last_year) return std::nullopt;
  const bool is_leap_second = date.tm_sec == 60;
  if (is_leap_second) date.tm_sec = 59;
  const std::time_t seconds = timegm(&date) + (is_leap_second ? 1 : 0);
  if (is_leap_second) date.tm_sec = 60;
  // strptime() also accepts other spellings, and timegm() accepts days like 31 February. Formatting
  // the date again exposes both. The program always uses the locale "C".
  char again[64];
  if (text != std::string_view(again, std::strftime(again, sizeof(again), form, &date))) {
    return std::nullopt;
  }
  return std::chrono::system_clock::from_time_t(seconds);
}

}  // namespace gitctx

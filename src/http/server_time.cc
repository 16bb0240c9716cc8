#include "http/server_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gitctx {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};

// The longer names first: "ms" is not "m".
constexpr Unit units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"\u00B5s", 1e-6}, {"ms", 1e-3},
                          {"h", 3600},  {"m", 60},    {"s", 1}};

// Longer than any wait; also keeps the sum within 64 bits of nanoseconds.
constexpr double longest_seconds = 366.0 * 24 * 3600;

std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, failed] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (failed != std::errc() || number < 0 || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
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
  // "Sun, 06 Nov 1994 08:49:37 GMT": every part has its column.
  constexpr std::size_t size = 29;
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != size || text.substr(25) != " GMT" || text.substr(3, 2) != ", ") {
    return std::nullopt;
  }
  const auto month = std::ranges::find(months, text.substr(8, 3));
  const auto day = whole_number(text.substr(5, 2));
  const auto year = whole_number(text.substr(12, 4));
  const auto hour = whole_number(text.substr(17, 2));
  const auto minute = whole_number(text.substr(20, 2));
  const auto second = whole_number(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(*year),
      std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace gitctx

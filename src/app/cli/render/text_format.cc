#include "app/cli/render/text_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iterator>

#include "app/field_limits.h"
#include "base/ascii.h"
#include "base/printable.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

std::string formatted_time(std::int64_t seconds, const char* pattern) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return "unknown";
  char buffer[64];
  return {buffer, std::strftime(buffer, sizeof buffer, pattern, &parts)};
}

}  // namespace

std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  if (!plural.empty()) return fmt::format("{} {}", count, plural);
  return fmt::format("{} {}s", count, singular);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string grouped_count(std::uint64_t count, std::string_view singular) {
  return fmt::format("{} {}{}", grouped(count), singular, count == 1 ? "" : "s");
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  static constexpr const char* units[] = {"KB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (value >= 1023.5 && unit + 1 < std::size(units)) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", value, value < 9.95 ? 1 : 0, units[unit]);
}

std::string format_dollars(double dollars) {
  if (dollars == 0 || dollars >= 1) return fmt::format("${:.2f}", dollars);
  return dollars >= 0.01 ? fmt::format("${:.4f}", dollars) : fmt::format("${:.6f}", dollars);
}

std::string format_duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(std::max(0.0, seconds)));
  const std::uint64_t hours = whole / 3600;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string format_age(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  static constexpr Unit units[] = {{365 * 86400, "year"}, {30 * 86400, "month"},
                                   {7 * 86400, "week"},   {86400, "day"},
                                   {3600, "hour"},        {60, "minute"}};
  for (const Unit& unit : units) {
    if (seconds < unit.seconds) continue;
    return counted(static_cast<std::uint64_t>(seconds / unit.seconds), unit.name) + " ago";
  }
  return "just now";
}

std::string format_date(std::int64_t seconds_since_epoch) {
  return formatted_time(seconds_since_epoch, "%Y-%m-%d");
}

std::string format_timestamp(std::int64_t seconds_since_epoch) {
  return formatted_time(seconds_since_epoch, "%Y-%m-%dT%H:%M:%SZ");
}

std::string printable_name(std::string_view text) {
  return printable_line(cut_field(text, field_limit::name));
}

std::string printable_sentence(std::string_view text) {
  // The rest of a longer text would be cut later, so it is not read.
  text = trimmed(text.substr(0, 2 * field_limit::name));
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return printable_name(out);
}

std::string shortened(std::string_view text, std::size_t width, bool utf8) {
  if (truncate_utf8(text, width).size() == text.size()) return std::string(text);
  const std::string_view mark = utf8 ? "…" : "...";
  const std::size_t mark_width = utf8 ? 1 : 3;
  const std::size_t kept = width > mark_width ? width - mark_width : 0;
  std::string_view head = truncate_utf8(text, kept);
  while (head.ends_with(' ')) head.remove_suffix(1);
  return std::string(head) + std::string(mark);
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string out(text);
  const std::size_t width = display_width(text);
  if (width < columns) out.append(columns - width, ' ');
  return out;
}

}  // namespace gitctx

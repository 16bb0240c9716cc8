#include "benchmarks/framework/report_text.h"

#include <fmt/format.h>

#include <cmath>

#include "page/html.h"

namespace gitctx::bench {

namespace {

constexpr const char* thin_space = "\u202f";
constexpr const char* minus_sign = "\u2212";

std::string grouped(long long whole) {
  std::string digits = std::to_string(whole);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, thin_space);
  }
  return digits;
}

/// The value with four significant digits, without trailing zeros.
std::string four_digits(double value) { return fmt::format("{:.4g}", value); }

}  // namespace

std::string format_number(double value) {
  if (!std::isfinite(value)) return "–";
  if (value < 0) return minus_sign + format_number(-value);
  if (value >= 999.95e6) return four_digits(value / 1e9) + thin_space + "G";
  if (value >= 999.95e3) return four_digits(value / 1e6) + thin_space + "M";
  if (value >= 99'999.5) return four_digits(value / 1e3) + thin_space + "k";
  if (value >= 999.95) return grouped(std::llround(value));
  return four_digits(value);
}

std::string format_quantity(double value, std::string_view unit) {
  if (unit.empty()) return format_number(value);
  return fmt::format("{}<span class=\"unit\">{}{}</span>", format_number(value), thin_space,
                     escape_html(unit));
}

std::string format_change(double relative) {
  if (!std::isfinite(relative)) return "–";
  if (std::abs(relative) < 0.0005) return "0%";
  const char* sign = relative < 0 ? minus_sign : "+";
  const double size = std::abs(relative);
  if (relative >= 9.995) return fmt::format("{:.0f}×", relative + 1);
  return fmt::format("{}{:.{}f}%", sign, size * 100, size < 0.9995 ? 1 : 0);
}

std::string short_commit(std::string_view commit) {
  const bool is_hash = commit.size() >= 12 && commit.substr(0, 12).find_first_not_of(
                                                  "0123456789abcdef") == std::string_view::npos;
  return std::string(is_hash ? commit.substr(0, 8) : commit);
}

std::string day_of(std::string_view date) {
  return std::string(date.size() >= 10 ? date.substr(5, 5) : date);
}

std::string minute_of(std::string_view date) {
  std::string minute(date.substr(0, 16));
  if (minute.size() == 16 && minute[10] == 'T') minute[10] = ' ';
  return minute;
}

}  // namespace gitctx::bench

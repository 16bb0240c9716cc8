#pragma once

#include <string>
#include <string_view>

namespace gitctx::bench {

/// The value with at most five digits, a thousands separator, and the suffix "k" from 100,000, "M"
/// from a million or "G" from a billion.
std::string format_number(double value);

/// A number and its unit, escaped.
std::string format_quantity(double value, std::string_view unit);

/// A relative change as text: 0.032 -> "+3.2%".
std::string format_change(double relative);

/// The first eight digits of a commit hash. Other names are returned unchanged.
std::string short_commit(std::string_view commit);

/// Parts of a date: for "2026-03-04T05:06:07Z", these are "03-04" and "2026-03-04 05:06".
std::string day_of(std::string_view date);
std::string minute_of(std::string_view date);

}  // namespace gitctx::bench

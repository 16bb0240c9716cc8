#pragma once

#include <string>
#include <string_view>

namespace gitctx::bench {

/// Three to five digits, thousands apart, "k" and "M" from 100,000 and a million on.
std::string format_number(double value);

/// A number and its unit, escaped.
std::string format_quantity(double value, std::string_view unit);

/// 0.032 -> "+3.2%".
std::string format_change(double relative);

/// Eight letters of a hash; other names as they are.
std::string short_commit(std::string_view commit);

/// "2026-03-04T05:06:07Z" -> "03-04" and "2026-03-04 05:06".
std::string day_of(std::string_view date);
std::string minute_of(std::string_view date);

}  // namespace gitctx::bench

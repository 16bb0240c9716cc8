#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gitctx {

/// "1 file", "2 files", "0 matches". If `plural` is empty, the plural form is `singular` with an
/// 's'.
std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural = {});

/// "1,234,567".
std::string grouped(std::uint64_t number);

/// "1 file", "1,234,567 files".
std::string grouped_count(std::uint64_t count, std::string_view singular);

/// "512 B", "1.5 KB", "23 MB": three digits at most, powers of 1024.
std::string format_bytes(std::uint64_t bytes);

/// "$12.34", "$0.0123", "$0.000002": two decimals, four below a dollar, six below a cent.
std::string format_dollars(double dollars);

/// "0:07", "12:34", "1:02:03".
std::string format_duration(double seconds);

/// An age in the largest unit that fits: "just now", "5 minutes ago", "3 days ago".
std::string format_age(std::int64_t seconds);

/// "YYYY-MM-DD" in UTC.
std::string format_date(std::int64_t seconds_since_epoch);
/// "YYYY-MM-DDTHH:MM:SSZ".
std::string format_timestamp(std::int64_t seconds_since_epoch);

/// Prepares text for one line of output: cuts it to field_limit::name bytes and escapes it with
/// printable_line(). Must be used for names and sentences from files, models and servers.
std::string printable_name(std::string_view text);

/// Prepares a text of several lines, such as a query, for one line of output: each run of blanks,
/// tabs and line breaks becomes one blank. Then cuts and escapes the text as printable_name() does.
std::string printable_sentence(std::string_view text);

/// `text` in at most `width` characters. A longer text is cut and ends in `...` or an ellipsis.
std::string shortened(std::string_view text, std::size_t width, bool utf8);

/// `text`, padded with blanks on the right to a width of `columns`.
std::string padded(std::string_view text, std::size_t columns);

}  // namespace gitctx

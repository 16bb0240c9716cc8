#include "app/cli/render/text_format.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

TEST(Counted, KnowsOneFromMany) {
  EXPECT_EQ(counted(0, "result"), "0 results");
  EXPECT_EQ(counted(1, "result"), "1 result");
  EXPECT_EQ(counted(2, "match", "matches"), "2 matches");
}

TEST(Grouped, SetsCommasEveryThreeDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(GroupedCount, KnowsOneFromMany) {
  EXPECT_EQ(grouped_count(1, "chunk"), "1 chunk");
  EXPECT_EQ(grouped_count(28526, "chunk"), "28,526 chunks");
}

TEST(FormatBytes, KeepsThreeDigitsAtMost) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1536), "1.5 KB");
  EXPECT_EQ(format_bytes(10 * 1024), "10 KB");
  EXPECT_EQ(format_bytes(1024 * 1024 - 1), "1.0 MB");
  EXPECT_EQ(format_bytes(~0ull), "16 EB");
}

TEST(FormatDollars, ShowsSmallAmounts) {
  EXPECT_EQ(format_dollars(0), "$0.00");
  EXPECT_EQ(format_dollars(12.345), "$12.35");
  EXPECT_EQ(format_dollars(0.01234), "$0.0123");
  EXPECT_EQ(format_dollars(0.000002), "$0.000002");
}

TEST(FormatDuration, RoundsUpToSeconds) {
  EXPECT_EQ(format_duration(-1), "0:00");
  EXPECT_EQ(format_duration(6.2), "0:07");
  EXPECT_EQ(format_duration(754), "12:34");
  EXPECT_EQ(format_duration(3723), "1:02:03");
}

TEST(FormatAge, UsesTheLargestUnit) {
  EXPECT_EQ(format_age(-5), "just now");
  EXPECT_EQ(format_age(59), "just now");
  EXPECT_EQ(format_age(60), "1 minute ago");
  EXPECT_EQ(format_age(3 * 86400), "3 days ago");
  EXPECT_EQ(format_age(800 * 86400), "2 years ago");
}

TEST(FormatDate, IsInUtc) {
  EXPECT_EQ(format_date(1704103200), "2024-01-01");
  EXPECT_EQ(format_timestamp(1704103200), "2024-01-01T10:00:00Z");
  EXPECT_EQ(format_date(0), "1970-01-01");
  EXPECT_EQ(format_date(-86400), "1969-12-31");
}

TEST(FormatDate, SurvivesTimesBeyondTheCalendar) { EXPECT_EQ(format_date(INT64_MAX), "unknown"); }

TEST(PrintableName, IsShortAndPrintable) {
  EXPECT_EQ(printable_name("a\u202eb\n"), "a\\u{202e}b\\n");
  EXPECT_EQ(printable_name(std::string(20'000'000, 'x')), std::string(1021, 'x') + "...");
}

TEST(PrintableSentence, TurnsLineBreaksIntoBlanks) {
  EXPECT_EQ(printable_sentence("Add a queue\n\nIt has\t two ends.\r\n"),
            "Add a queue It has two ends.");
  EXPECT_EQ(printable_sentence("  a\u202e\nb "), "a\\u{202e} b");
  EXPECT_EQ(printable_sentence("\n"), "");
}

TEST(PrintableSentence, CutsAsPrintableName) {
  const std::string text(20'000'000, 'x');
  EXPECT_EQ(printable_sentence(text), printable_name(text));
}

TEST(Shortened, CountsTheMark) {
  EXPECT_EQ(shortened("12345", 5, true), "12345");
  EXPECT_EQ(shortened("123456", 5, true), "1234…");
  EXPECT_EQ(shortened("123456", 5, false), "12...");
  EXPECT_EQ(shortened("äöüßéè", 5, true), "äöüß…");
  EXPECT_EQ(shortened("ab  cdef", 5, true), "ab…");
}

TEST(Padded, CountsColumns) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded("日", 4), "日  ");
  EXPECT_EQ(padded("abcdef", 4), "abcdef");
}

}  // namespace
}  // namespace gitctx

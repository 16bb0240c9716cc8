#include "http/server_time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/testing/virtual_clock.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

TEST(ServerTime, ReadsDurationsAsGoWritesThem) {
  EXPECT_EQ(parse_duration("6m0s"), 6min);
  EXPECT_EQ(parse_duration("1m30.5s"), 90'500ms);
  EXPECT_EQ(parse_duration("12ms"), 12ms);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("2h3m4s"), 2h + 3min + 4s);
  EXPECT_EQ(parse_duration("1s"), 1s);
  EXPECT_EQ(parse_duration("500us"), 500us);
  EXPECT_EQ(parse_duration("500\u00B5s"), 500us);
  EXPECT_EQ(parse_duration("0s"), 0s);
  EXPECT_EQ(parse_duration("8.64s"), 8'640ms);
}

TEST(ServerTime, ReadsABareNumberAsSeconds) {
  EXPECT_EQ(parse_duration("30"), 30s);
  EXPECT_EQ(parse_duration("0.25"), 250ms);
}

TEST(ServerTime, RefusesWhatIsNoDuration) {
  for (const char* text :
       {"", "s", "-1s", "1x", "1s2", "1.5.5s", "soon", "1 s", "nan", "inf", "1e9s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(ServerTime, BoundsDurationsThatNobodyWaitsFor) {
  EXPECT_EQ(parse_duration("99999999999999999999h"), 366 * 24h);
}

TEST(ServerTime, ReadsTheDateOfTheStandard) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), VirtualClock::start_date);
}

TEST(ServerTime, RefusesOtherDates) {
  for (const char* text : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                           "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Now 1994 08:49:37 GMT",
                           "Sun, -6 Nov 1994 08:49:37 GMT", "Mon, 06 Nov 1994 08:49:37 GMT",
                           "sun,  6 nov 1994 08:49:37 GMT",
                           // Years that do not fit into the clock.
                           "Sun, 06 Nov 1194 08:49:37 GMT", "Tue, 01 Jan 2999 00:00:00 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

RC_GTEST_PROP(ServerTime, ReadsWhatItWritesInMilliseconds, (std::uint32_t milliseconds)) {
  const std::string text = std::to_string(milliseconds / 60'000) + "m" +
                           std::to_string(milliseconds % 60'000 / 1000) + "s" +
                           std::to_string(milliseconds % 1000) + "ms";
  RC_ASSERT(parse_duration(text) == std::chrono::milliseconds(milliseconds));
}

RC_GTEST_PROP(ServerTime, TakesAnyText, (const std::string& text)) {
  const auto duration = parse_duration(text);
  RC_ASSERT(!duration || *duration >= 0ns);
  RC_ASSERT(!parse_http_date(text) || text.size() == 29);
}

}  // namespace
}  // namespace gitctx

#include "page/page_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gitctx {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HtmlTable, StylesCellsByTheirColumnAndEscapesTitles) {
  HtmlTable table({{"name & kind"}, {"count", "n"}, {"value", "n value"}}, "queries");
  EXPECT_TRUE(table.is_empty());
  table.add_group("<first>");
  table.add_row({"<b>a</b>", "1", "2"}, "miss");
  EXPECT_FALSE(table.is_empty());
  EXPECT_EQ(table.html(),
            "<div class=\"scroll queries\"><table><thead><tr><th>name &amp; kind</th>"
            "<th class=\"n\">count</th><th class=\"n\">value</th></tr></thead>\n<tbody>\n"
            "<tr class=\"group\"><th colspan=\"3\">&lt;first&gt;</th></tr>\n"
            "<tr class=\"miss\"><td><b>a</b></td><td class=\"n\">1</td>"
            "<td class=\"n value\">2</td></tr>\n</tbody></table></div>\n");
}

TEST(FactList, LeavesOutFactsWithoutAValue) {
  const std::string html = fact_list({{"a<", "1"}, {"b", ""}});
  EXPECT_THAT(html, HasSubstr("<dt>a&lt;</dt><dd>1</dd>"));
  EXPECT_THAT(html, Not(HasSubstr("<dt>b</dt>")));
}

TEST(SignedNumber, HasNoSignWhereItRoundsToZero) {
  EXPECT_EQ(signed_number(0.0004), "0.000");
  EXPECT_EQ(signed_number(-0.5), "−0.500");
  EXPECT_EQ(signed_number(0.25), "+0.250");
}

TEST(IntervalPicture, StartsAtMinusOneOnlyForIntervalsBelowZero) {
  EXPECT_THAT(interval_picture(0, 0, 1), HasSubstr("cx=\"6.0\""));
  EXPECT_THAT(interval_picture(0, -0.5, 0.5), HasSubstr("cx=\"100.0\""));
}

TEST(Tile, HasAStyleOnlyIfOneIsGiven) {
  EXPECT_EQ(tile("1", "a"), "<div class=\"tile\"><b>1</b><span>a</span></div>\n");
  EXPECT_THAT(tile("1", "a", "miss"), HasSubstr("class=\"tile miss\""));
}

}  // namespace
}  // namespace gitctx

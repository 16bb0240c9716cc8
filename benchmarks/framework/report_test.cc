#include "benchmarks/framework/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "benchmarks/framework/report_scale.h"
#include "benchmarks/framework/report_text.h"

namespace gitctx::bench {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

PerformanceResult result_of(const std::string& metric, const std::string& implementation,
                            double value, std::optional<double> target = {}) {
  PerformanceResult result;
  result.metric.name = metric;
  result.metric.unit = "ms";
  result.metric.target = target;
  result.implementation = implementation;
  result.samples = {value * 0.99, value, value * 1.01};
  finish_result(result);
  return result;
}

RunRecord run_of(const std::string& commit, const std::string& date,
                 std::vector<PerformanceResult> results) {
  RunRecord run;
  run.commit = commit;
  run.date = date;
  run.data = "generated, 200 files";
  run.calibration.machine = "a machine";
  run.results = std::move(results);
  return run;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

/// The first fault in the tags of a page; "" if the page has none. Tags must be closed in order,
/// attributes quoted, and ampersands part of an entity.
std::string fault_of(std::string_view page) {
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = page.find('<', at)) != std::string::npos;) {
    const std::size_t end = page.find('>', at);
    if (end == std::string::npos) return "an unfinished tag";
    const std::string tag(page.substr(at + 1, end - at - 1));
    at = end + 1;
    if (tag.starts_with('!')) continue;
    if (tag.find('<') != std::string::npos) return "a tag within " + tag;
    if (std::ranges::count(tag, '"') % 2 != 0) return "an open quote in " + tag;
    if (count_of(tag, "=\"") != count_of(tag, "=")) {
      if (tag.find("content=\"width=") == std::string::npos)
        return "an attribute without quotes in " + tag;
    }
    if (tag.ends_with('/')) continue;
    const std::string name = tag.substr(0, tag.find(' '));
    if (!name.starts_with('/')) {
      open.push_back(name);
    } else if (open.empty() || "/" + open.back() != name) {
      return "no start for " + name;
    } else {
      open.pop_back();
    }
  }
  for (std::size_t at = page.find('&'); at != std::string::npos; at = page.find('&', at + 1)) {
    if (page.find(';', at) > at + 6) return "a bare ampersand";
  }
  return open.empty() ? "" : "no end for " + open.back();
}

std::string only_card(const std::string& page) {
  return page.substr(page.find("<section class=\"card"));
}

TEST(Report, CheckerOfThisTestFindsFaults) {
  EXPECT_EQ(fault_of("<a href=\"#x\"><b/>&amp;</a>"), "");
  EXPECT_NE(fault_of("<a><b></a></b>"), "");
  EXPECT_NE(fault_of("<a>"), "");
  EXPECT_NE(fault_of("<a x=1></a>"), "");
  EXPECT_NE(fault_of("a & b"), "");
}

TEST(Report, SaysSoWithoutRuns) {
  const std::string page = render_report({});
  EXPECT_THAT(page, HasSubstr("No runs yet"));
  EXPECT_EQ(fault_of(page), "");
}

TEST(Report, ShowsOneRun) {
  const std::vector runs{run_of("0123456789abcdef", "2026-03-04T05:06:07Z",
                                {result_of("search/cold", "process", 40)})};
  const std::string page = render_report(runs);
  EXPECT_THAT(page, HasSubstr("Performance of gitctx at <code>01234567</code>"));
  EXPECT_THAT(page, HasSubstr("2026-03-04 05:06 UTC"));
  EXPECT_THAT(page, HasSubstr("a machine"));
  EXPECT_EQ(count_of(page, "<svg class=\"trend\""), 1u);
  EXPECT_EQ(count_of(page, "class=\"dot\""), 1u);
  EXPECT_EQ(fault_of(page), "");
}

TEST(Report, NamesEveryMetricAndImplementation) {
  const std::vector runs{
      run_of("a", "2026-03-01T00:00:00Z",
             {result_of("git/read", "libgit2", 1), result_of("git/walk", "ours", 2),
              result_of("git/read", "inflate", 3)})};
  const std::string page = render_report(runs);
  for (const char* name : {"git/read", "git/walk", "libgit2", "ours", "inflate"}) {
    EXPECT_THAT(page, HasSubstr(name));
  }
  EXPECT_EQ(count_of(page, "<section class=\"card"), 2u);
}

TEST(Report, EscapesWhateverItIsGiven) {
  const std::string hostile = "<script>\"x\" & 'y'</script>";
  RunRecord run = run_of(hostile, hostile, {result_of(hostile, hostile, 3, 1)});
  run.data = run.calibration.machine = run.results[0].metric.unit = hostile;
  run.results[0].yardstick = hostile;
  run.results[0].yardstick_ratio = 2;
  run.results[0].missed.push_back(hostile);
  const std::string page = render_report(std::vector{run});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;"));
  EXPECT_EQ(fault_of(page), "");
}

TEST(Report, NeedsNothingFromOutside) {
  const std::vector runs{
      run_of("a", "2026-03-01T00:00:00Z", {result_of("git/read", "libgit2", 1)})};
  const std::string page = render_report(runs);
  for (const char* outside : {"http", "src=", "url(", "@import", "<link", "<script"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST(Report, SortsRunsByDate) {
  const std::vector runs{
      run_of("new", "2026-03-02T00:00:00Z", {result_of("git/read", "libgit2", 1)}),
      run_of("old", "2026-03-01T00:00:00Z", {result_of("git/read", "libgit2", 1)})};
  EXPECT_THAT(render_report(runs), HasSubstr("<code>new</code>"));
}

TEST(Report, ComparesWithBaselineAndWithTheRunBefore) {
  std::vector runs{run_of("a", "2026-03-01T00:00:00Z", {result_of("git/read", "libgit2", 8)}),
                   run_of("b", "2026-03-02T00:00:00Z", {result_of("git/read", "libgit2", 10)})};
  runs[1].results[0].baseline = 20;
  const std::string page = render_report(runs);
  EXPECT_THAT(page, HasSubstr("title=\"worse\">+25.0%"));
  EXPECT_THAT(page, HasSubstr("title=\"better\">\u221250.0%"));
}

TEST(Report, MarksMisses) {
  const std::vector runs{run_of(
      "a", "2026-03-01T00:00:00Z",
      {result_of("search/cold", "process", 40, 30), result_of("search/warm", "process", 20, 30)})};
  const std::string page = render_report(runs);
  EXPECT_THAT(page, HasSubstr("<b>1</b><span>metric passes"));
  EXPECT_THAT(page, HasSubstr("<b>1</b><span>metric misses"));
  EXPECT_THAT(page, HasSubstr("target missed: 40 ms, limit 30"));
  EXPECT_THAT(page, HasSubstr("missed: target</span>"));
  EXPECT_EQ(count_of(page, "class=\"dot missed\""), 1u);
}

TEST(Report, KeepsMetricsThatComeAndGo) {
  const std::vector runs{run_of("a", "2026-03-01T00:00:00Z", {result_of("git/gone", "libgit2", 1)}),
                         run_of("b", "2026-03-02T00:00:00Z", {result_of("git/new", "libgit2", 1)})};
  const std::string page = render_report(runs);
  EXPECT_THAT(page, HasSubstr("Not in this run, but in earlier ones: git/gone (libgit2)"));
  EXPECT_THAT(page, HasSubstr("not in the newest run"));
  EXPECT_THAT(page, HasSubstr(">new</span>"));
  EXPECT_EQ(count_of(page, "<svg class=\"trend\""), 2u);
}

TEST(Report, BreaksLinesWhereARunLacksTheMetric) {
  std::vector<RunRecord> runs;
  for (const char* day : {"1", "2", "3"}) {
    runs.push_back(
        run_of(day, std::string("2026-03-0") + day, {result_of("git/read", "libgit2", 1)}));
  }
  EXPECT_EQ(count_of(render_report(runs), "class=\"line\""), 1u);
  runs[1].results.clear();
  EXPECT_EQ(count_of(render_report(runs), "class=\"line\""), 2u);
}

TEST(Report, BreaksLinesWhereTheMachineChanges) {
  std::vector runs{run_of("a", "2026-03-01T00:00:00Z", {result_of("git/read", "libgit2", 1)}),
                   run_of("b", "2026-03-02T00:00:00Z", {result_of("git/read", "libgit2", 2)})};
  EXPECT_THAT(render_report(runs), Not(HasSubstr("other machine")));
  runs[1].calibration.machine = "a slower one";
  const std::string page = render_report(runs);
  EXPECT_THAT(page, HasSubstr("other machine"));
  EXPECT_EQ(count_of(page, "class=\"line\""), 2u);
  EXPECT_THAT(page, Not(HasSubstr("+100%")));
}

TEST(Report, DrawsLimitsInSightAndNamesTheOthers) {
  std::vector runs{run_of("a", "2026-03-01T00:00:00Z", {result_of("git/read", "libgit2", 10, 11)})};
  runs[0].results[0].metric.critical = 900;
  const std::string card = only_card(render_report(runs));
  EXPECT_THAT(card, HasSubstr("<line class=\"limit target\""));
  EXPECT_THAT(card, Not(HasSubstr("<line class=\"limit critical\"")));
  EXPECT_THAT(card, HasSubstr("critical 900"));
  EXPECT_THAT(card, HasSubstr("is far above the chart"));
}

TEST(Report, DrawsMemoryOfTheNewestRun) {
  std::vector runs{run_of("a", "2026-03-01T00:00:00Z", {result_of("git/read", "libgit2", 1)})};
  EXPECT_THAT(render_report(runs), Not(HasSubstr("<svg class=\"memory\"")));
  runs[0].results[0].memory_curve = {{0, 5}, {0.1, 40}, {0.2, 30}};
  const std::string page = render_report(runs);
  EXPECT_EQ(count_of(page, "<svg class=\"memory\""), 1u);
  EXPECT_EQ(fault_of(page), "");
}

TEST(Report, DrawsOddValues) {
  for (const double value : {0.0, -3.0, 1e-12, 1e15, std::numeric_limits<double>::infinity()}) {
    const std::vector runs{
        run_of("a", "2026-03-01T00:00:00Z",
               {result_of("git/read", "libgit2", value, 5), result_of("git/read", "inflate", 7)})};
    const std::string page = render_report(runs);
    EXPECT_EQ(fault_of(page), "") << value;
    EXPECT_THAT(only_card(page), Not(ContainsRegex("[\"ML ]-?(nan|inf)"))) << value;
  }
}

TEST(Report, DrawsOnlyTheNewestOfManyRuns) {
  std::vector<RunRecord> runs;
  for (int i = 1000; i < 1300; ++i) {
    runs.push_back(
        run_of("c" + std::to_string(i), std::to_string(i), {result_of("git/read", "libgit2", i)}));
  }
  const std::string page = render_report(runs);
  EXPECT_THAT(page, HasSubstr("The newest 120 of 300 runs are drawn"));
  EXPECT_EQ(count_of(page, "class=\"reach\""), 120u);
  EXPECT_THAT(only_card(page), Not(HasSubstr("c1100")));
}

TEST(ReportNumber, HasThreeToFiveDigits) {
  EXPECT_EQ(format_number(0), "0");
  EXPECT_EQ(format_number(0.123456), "0.1235");
  EXPECT_EQ(format_number(12.5), "12.5");
  EXPECT_EQ(format_number(12345.6), "12\u202f346");
  EXPECT_EQ(format_number(123456), "123.5\u202fk");
  EXPECT_EQ(format_number(999999), "1\u202fM");
  EXPECT_EQ(format_number(1.5e10), "15\u202fG");
  EXPECT_EQ(format_number(-2), "\u22122");
  EXPECT_EQ(format_number(std::nan("")), "–");
}

TEST(ReportChange, IsInPercent) {
  EXPECT_EQ(format_change(0.0321), "+3.2%");
  EXPECT_EQ(format_change(-0.5), "\u221250.0%");
  EXPECT_EQ(format_change(0.0001), "0%");
  EXPECT_EQ(format_change(2), "+200%");
  EXPECT_EQ(format_change(29), "30×");
}

TEST(ReportScale, ShowsItsValuesWithTicksWithin) {
  for (const std::vector<double>& values :
       {std::vector{5.0}, std::vector{0.0}, std::vector{99.0, 100.0}, std::vector{0.2, 900.0},
        std::vector{-3.0, 4.0}}) {
    const Scale scale = scale_around(values);
    for (const double value : values) EXPECT_TRUE(scale.shows(value)) << value;
    const std::vector<double> ticks = scale.ticks(5);
    EXPECT_GE(ticks.size(), 2u) << values[0];
    EXPECT_LE(ticks.size(), 8u) << values[0];
    for (const double tick : ticks) EXPECT_TRUE(scale.shows(tick)) << tick;
  }
}

TEST(ReportScale, DoesNotBlowUpNoise) {
  const Scale scale = scale_around({99.0, 101.0});
  EXPECT_LE(scale.low, 90);
  EXPECT_GE(scale.high, 110);
}

TEST(ReportScale, TakesInNearLimitsOnly) {
  const Scale scale = scale_around({90.0, 110.0});
  EXPECT_TRUE(with_limit(scale, 120).shows(120));
  EXPECT_FALSE(with_limit(scale, 1000).shows(1000));
}

}  // namespace
}  // namespace gitctx::bench

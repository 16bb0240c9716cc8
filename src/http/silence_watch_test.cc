#include "http/silence_watch.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace gitctx {
namespace {

using namespace std::chrono_literals;

class SilenceWatchTest : public testing::Test {
 protected:
  SilenceWatch watch(std::chrono::milliseconds limit) {
    return {limit, [this](bool is_midway) { reports_.push_back(is_midway); }};
  }

  std::vector<bool> reports_;
};

TEST_F(SilenceWatchTest, SaysNothingBeforeTheLimit) {
  SilenceWatch patient = watch(1h);
  patient.report_if_due();
  EXPECT_TRUE(reports_.empty());
  EXPECT_GT(patient.time_left(), 59min);
}

TEST_F(SilenceWatchTest, ReportsEachSilenceOnce) {
  SilenceWatch hasty = watch(0ms);
  hasty.report_if_due();
  hasty.report_if_due();
  EXPECT_EQ(reports_, std::vector<bool>{false});
  EXPECT_GT(hasty.time_left(), 1h);

  hasty.count(10, 0);  // the request goes out
  EXPECT_EQ(hasty.time_left(), 1ms);
  hasty.report_if_due();
  hasty.count(10, 5);  // the reply begins
  hasty.report_if_due();
  hasty.count(10, 5);
  hasty.report_if_due();
  EXPECT_EQ(reports_, (std::vector<bool>{false, false, true}));
}

TEST_F(SilenceWatchTest, CountsFromTheLastByte) {
  SilenceWatch steady = watch(1h);
  const auto before = steady.time_left();
  std::this_thread::sleep_for(30ms);
  const auto later = steady.time_left();
  EXPECT_LE(later, before - 29ms);
  steady.count(0, 1);
  EXPECT_GT(steady.time_left(), later);
}

TEST_F(SilenceWatchTest, OfAWholeExchangeIsReportedAtItsTimeLimit) {
  SilenceWatch watched = watch(20ms);
  std::this_thread::sleep_for(20ms);
  watched.count(10, 0);  // the request goes out late, so this silence is not due
  watched.report_at_time_limit();
  watched.report_at_time_limit();
  EXPECT_EQ(reports_, std::vector<bool>{false});
}

TEST_F(SilenceWatchTest, IsNoneAtTheTimeLimitOfAShortExchangeOrAfterAByte) {
  SilenceWatch patient = watch(1h);
  patient.report_at_time_limit();
  SilenceWatch answered = watch(0ms);
  answered.count(10, 1);
  answered.report_at_time_limit();
  EXPECT_TRUE(reports_.empty());
}

}  // namespace
}  // namespace gitctx

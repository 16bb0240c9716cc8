#include "http/silence_watch.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace gitctx {
namespace {

using namespace std::chrono_literals;
using Kind = ServerDelay::Kind;

class SilenceWatchTest : public testing::Test {
 protected:
  SilenceWatch watch(std::chrono::milliseconds limit, bool is_streamed = true) {
    return {limit, is_streamed, [this](Kind kind) { reports_.push_back(kind); }};
  }

  std::vector<Kind> reports_;
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
  EXPECT_EQ(reports_, std::vector{Kind::silent});
  EXPECT_GT(hasty.time_left(), 1h);

  hasty.count(10, 0);  // the request goes out
  EXPECT_EQ(hasty.time_left(), 1ms);
  hasty.report_if_due();
  hasty.count(10, 5);  // the reply begins
  hasty.report_if_due();
  hasty.count(10, 5);
  hasty.report_if_due();
  EXPECT_EQ(reports_, (std::vector{Kind::silent, Kind::silent, Kind::stalled}));
}

TEST_F(SilenceWatchTest, CountsFromTheFirstByteOfAReplyThatIsNotStreamed) {
  SilenceWatch whole = watch(1h, /*is_streamed=*/false);
  const auto before = whole.time_left();
  std::this_thread::sleep_for(30ms);
  whole.count(10, 0);
  whole.count(10, 1);
  const auto begun = whole.time_left();
  EXPECT_GT(begun, before - 29ms);
  std::this_thread::sleep_for(30ms);
  whole.count(10, 2);
  EXPECT_LE(whole.time_left(), begun - 29ms);
}

TEST_F(SilenceWatchTest, ReportsAReplyThatOnlyTrickles) {
  SilenceWatch whole = watch(0ms, /*is_streamed=*/false);
  for (std::uint64_t received = 1; received < 5; ++received) {
    whole.count(10, received);
    whole.report_if_due();
  }
  EXPECT_EQ(reports_, std::vector{Kind::unfinished});
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
  EXPECT_EQ(reports_, std::vector{Kind::silent});
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

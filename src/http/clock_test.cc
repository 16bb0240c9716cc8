#include "http/clock.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

using namespace std::chrono_literals;

TEST(MachineClock, SleepsNotTooShort) {
  const auto time = machine_clock().now() + 5ms;
  EXPECT_TRUE(machine_clock().sleep_until(time, {}));
  EXPECT_GE(machine_clock().now(), time);
}

TEST(MachineClock, StopsSleepingWhenTold) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(machine_clock().sleep_until(machine_clock().now() + 1h, stop.get_token()));
}

TEST(MachineClock, HasADate) {
  EXPECT_GT(machine_clock().date().time_since_epoch(), 24h * 365 * 50);
}

}  // namespace
}  // namespace gitctx

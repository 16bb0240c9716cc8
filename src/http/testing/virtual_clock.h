#pragma once

#include <chrono>
#include <vector>

#include "http/clock.h"

namespace gitctx {

/// A clock for single-threaded tests: sleeping moves the clock forward and returns at once.
class VirtualClock : public Clock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Time now() override { return now_; }

  std::chrono::system_clock::time_point date() override {
    return start_date +
           std::chrono::duration_cast<std::chrono::system_clock::duration>(now_ - Time());
  }

  bool sleep_until(Time time, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    if (time > now_) {
      naps.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time - now_));
      now_ = time;
    }
    return true;
  }

  void advance(std::chrono::nanoseconds by) { now_ += by; }

  /// Seconds since the clock was made.
  double seconds() const { return std::chrono::duration<double>(now_ - Time()).count(); }

  /// Sun, 06 Nov 1994 08:49:37 GMT, the date in the examples of RFC 9110.
  static constexpr std::chrono::system_clock::time_point start_date{
      std::chrono::seconds(784'111'777)};

  std::vector<std::chrono::milliseconds> naps;

 private:
  Time now_{};
};

}  // namespace gitctx

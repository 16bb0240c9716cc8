#pragma once

#include <chrono>
#include <stop_token>

namespace gitctx {

/// Protocol: the clock on which code waits. A test can replace it, so that a wait of an hour takes
/// no time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::steady_clock::time_point now() = 0;
  /// Wall-clock time, to compare with dates that servers send.
  virtual std::chrono::system_clock::time_point date() = 0;
  /// Returns false as soon as a stop is requested, true at `time`.
  virtual bool sleep_until(std::chrono::steady_clock::time_point time,
                           const std::stop_token& stop) = 0;
};

/// The real clock.
Clock& machine_clock();

}  // namespace gitctx

#pragma once

#include <chrono>
#include <stop_token>

namespace gitctx {

/// Protocol: the clock for timed waits. A test can replace it, so that a wait of an hour takes no
/// time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::steady_clock::time_point now() = 0;
  /// Wall-clock time, for comparison with dates that servers send.
  virtual std::chrono::system_clock::time_point date() = 0;
  /// Waits until `time` and returns true. Returns false as soon as a stop is requested.
  virtual bool sleep_until(std::chrono::steady_clock::time_point time,
                           const std::stop_token& stop) = 0;
};

/// The real clock.
Clock& machine_clock();

}  // namespace gitctx
